import { type Claim, listOf, NO, YES } from '../claim';
import { cell, type DocumentedColumn } from './cell';

/** What libvirt's Xen driver does, whatever the guest: the same in every column of Xen on x86. */
const THROUGH_LIBVIRT = {
  cancel: cell(
    NO,
    'Once started it ends by itself: libvirt’s Xen driver has no call to abort a job.',
    'libxlDriver',
    'xenLab',
  ),
  progress: cell(
    NO,
    'While it copies only the elapsed time is reported, so Gridbox shows stages and time and no percentage.',
    'xenLab',
  ),
  'bandwidth-cap': cell(
    NO,
    'The Xen driver takes no bandwidth; the copying takes what the link gives.',
    'libxlMigration',
  ),
  'downtime-cap': cell(
    NO,
    'Xen chooses when to switch over; a busy guest may pause for seconds.',
    'libxlMigration',
    'xenLab',
  ),
  'auto-converge': cell(NO, 'Not among the flags of a Xen migration.', 'libxlMigration'),
  'post-copy': cell(NO, 'Not among the flags of a Xen migration.', 'libxlMigration'),
  'copy-storage': cell(
    NO,
    'Not among the flags of a Xen migration: disks must be on storage that both hosts see.',
    'libxlMigration',
  ),
  snapshots: cell(
    NO,
    'libvirt’s Xen driver has no snapshots. A domain can be saved to a file and restored.',
    'libxlDriver',
    'xenLab',
  ),
} as const satisfies Partial<DocumentedColumn>;

const ON_THE_METAL = cell(
  { verdict: 'is', words: 'On the metal' },
  'Not hosted: the operating system beside it is a domain of its own.',
  'report',
);
const X86 = (note: string) => cell(listOf(['x86_64', 'i686']), note, 'xenEvolution', 'xenSupport');
const SIXTY_FOUR = cell(YES, 'Since Xen 3.0 of December 2005.', 'xenEvolution');
const SMP = cell(YES, 'Guests with several CPUs since Xen 3.0 of December 2005.', 'xenEvolution');
const labels = (words: string): Claim => ({ verdict: 'partly', words });

export const XEN_PV: DocumentedColumn = {
  ...THROUGH_LIBVIRT,
  hosted: ON_THE_METAL,
  architectures: X86('A hypervisor may be built without 32-bit paravirtual guests.'),
  'guest-modes': cell(
    { verdict: 'yes', words: 'PV' },
    'Needs a kernel made for Xen and no help of the CPU. Xen 3.0 dropped paravirtual 2.4 kernels.',
    'xenSupport',
    'report',
  ),
  '64-bit': SIXTY_FOUR,
  smp: SMP,
  'live-migration': cell(
    { verdict: 'partly', words: 'With shadow paging' },
    'Needs a hypervisor built with shadow paging, which Debian’s is not: there a paravirtual guest moves by stop-and-copy.',
    'xenLab',
  ),
  consoles: cell(
    { verdict: 'yes', words: 'Text' },
    'The paravirtual console, opened through libvirt.',
    'libxlDriver',
    'xenLab',
  ),
  isolation: cell(
    labels('By Xen, labels rarely'),
    'Xen keeps guests apart without hardware help. Labels (XSM and FLASK) are experimental and left out of usual builds.',
    'xenSupport',
  ),
};

export const XEN_PVH: DocumentedColumn = {
  ...THROUGH_LIBVIRT,
  hosted: ON_THE_METAL,
  architectures: X86('Needs VT-x or AMD-V.'),
  'guest-modes': cell(
    { verdict: 'yes', words: 'PVH' },
    'Needs VT-x or AMD-V and a kernel that knows PVH.',
    'xenSupport',
    'xenHandbook',
  ),
  '64-bit': cell(YES, 'Booted and moved with a 64-bit kernel.', 'xenLab'),
  smp: cell(
    { verdict: 'unknown', words: 'Not known' },
    'Xen’s statement of support names PVH guests without a limit of CPUs, and the lab’s guests had one.',
    'xenSupport',
    'xenLab',
  ),
  'live-migration': cell(YES, 'Works with Debian’s packages as they are: 128 MiB in 8 to 9 s.', 'xenLab'),
  consoles: cell(
    { verdict: 'yes', words: 'Text' },
    'The paravirtual console, opened through libvirt.',
    'libxlDriver',
    'xenLab',
  ),
  isolation: cell(
    labels('By the CPU, labels rarely'),
    'VT-x or AMD-V keeps memory and CPU apart, without emulated devices. Labels (XSM and FLASK) are experimental and left out of usual builds.',
    'xenSupport',
    'xenHandbook',
  ),
};

export const XEN_HVM: DocumentedColumn = {
  ...THROUGH_LIBVIRT,
  hosted: ON_THE_METAL,
  architectures: X86('Needs VT-x or AMD-V.'),
  'guest-modes': cell(
    { verdict: 'yes', words: 'HVM' },
    'Unmodified guests. Needs VT-x or AMD-V, and QEMU for their devices.',
    'xenSupport',
    'xenHandbook',
  ),
  '64-bit': SIXTY_FOUR,
  smp: SMP,
  'live-migration': cell(
    YES,
    'Since Xen 3.1: it entered the source in March 2007, so the report of 2006 could not have it.',
    'xenHvmLive',
    'xenLab',
  ),
  consoles: cell(
    { verdict: 'yes', words: 'Text, screen' },
    'A serial port through libvirt where the guest has one; its screen is emulated by QEMU.',
    'libxlDriver',
    'xenSupport',
  ),
  isolation: cell(
    labels('By the CPU, labels rarely'),
    'VT-x or AMD-V keeps memory and CPU apart; the emulated devices are code beside it. Labels (XSM and FLASK) are experimental and left out of usual builds.',
    'xenSupport',
    'xenHandbook',
  ),
};
