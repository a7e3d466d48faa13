import { listOf, NOT_KNOWN, YES } from '../claim';
import { cell, type DocumentedColumn } from './cell';

const notSaid = (what: string) =>
  cell(NOT_KNOWN, `The status report of the port does not speak of ${what}.`, 'xenIa64Status');

/** Xen on Itanium, as it was reported between 2006 and 2007. */
export const XEN_IA64: DocumentedColumn = {
  hosted: cell({ verdict: 'is', words: 'On the metal' }, 'As Xen everywhere.', 'report'),
  architectures: cell(listOf(['ia64']), 'An ia64 domain moves to ia64 hosts only.', 'report', 'xenIa64Status'),
  'guest-modes': cell(
    { verdict: 'yes', words: 'PV, HVM' },
    'Unmodified guests need VTi. Floating-point software assistance (FPSWA) was not handed on to guests in 2006.',
    'report',
    'xenIa64Status',
  ),
  '64-bit': cell(YES, 'Itanium is a 64-bit architecture.', 'report'),
  smp: cell(YES, 'Firmware for unmodified guests with several CPUs by November 2007.', 'xenIa64Status'),
  'live-migration': cell(
    { verdict: 'partly', words: 'PV, from 2007' },
    'Reported for paravirtual domains in November 2007; Red Hat’s guide of the time says that migration is not supported on Itanium.',
    'xenIa64Status',
    'rhel5',
  ),
  cancel: notSaid('stopping a migration under way'),
  progress: notSaid('what is told while it copies'),
  'bandwidth-cap': notSaid('a cap of the bandwidth'),
  'downtime-cap': notSaid('a cap of the downtime'),
  'auto-converge': notSaid('slowing a guest down'),
  'post-copy': notSaid('post-copy'),
  'copy-storage': notSaid('copying disks'),
  snapshots: cell(
    { verdict: 'partly', words: 'Save and restore' },
    'Domains could be saved and restored, paravirtual and unmodified ones; snapshots are not named.',
    'xenIa64Status',
  ),
  consoles: notSaid('consoles'),
  isolation: cell({ verdict: 'is', words: 'By Xen' }, 'Driver domains are named; labels are not.', 'xenIa64Status'),
};
