import { listOf, NO, YES } from '../claim';
import { cell, type DocumentedColumn } from './cell';

const NO_ESX_CALL = 'libvirt’s ESX driver has no call for it.';
const NO_VMWARE_CALL = 'Neither of libvirt’s two drivers for it can move a running domain.';

export const VMWARE_ESX: DocumentedColumn = {
  hosted: cell({ verdict: 'is', words: 'On the metal' }, 'Needs no operating system under it.', 'wikiEsx'),
  architectures: cell(listOf(['x86_64', 'i686']), 'The guest sees standard x86 hardware.', 'esxHardware'),
  'guest-modes': cell({ verdict: 'yes', words: 'HVM' }, 'Unmodified x86 guests.', 'esxHardware'),
  '64-bit': cell(YES, 'The host’s CPU must have VT-x or AMD-V switched on.', 'masteringVsphere'),
  smp: cell(YES, 'Virtual SMP: four CPUs a guest in VMware Infrastructure 3, more in later versions.', 'wikiVi'),
  'live-migration': cell(
    { verdict: 'partly', words: 'With vCenter' },
    'ESX does it by vMotion, between hosts with CPUs of one vendor and shared storage. libvirt does it only where a vCenter manages both.',
    'esxDriver',
    'vi3Vmotion',
  ),
  cancel: cell(NO, NO_ESX_CALL, 'esxDriver'),
  progress: cell(NO, NO_ESX_CALL, 'esxDriver'),
  'bandwidth-cap': cell(NO, NO_ESX_CALL, 'esxDriver'),
  'downtime-cap': cell(NO, NO_ESX_CALL, 'esxDriver'),
  'auto-converge': cell(NO, NO_ESX_CALL, 'esxDriver'),
  'post-copy': cell(NO, NO_ESX_CALL, 'esxDriver'),
  'copy-storage': cell(
    NO,
    'Storage vMotion exists, but libvirt’s ESX driver has no call for it.',
    'esxDriver',
    'masteringVsphere',
  ),
  snapshots: cell(YES, 'Through libvirt.', 'esxDriver'),
  consoles: cell(NO, 'No text console through libvirt; VMware’s own client opens the screen.', 'esxDriver'),
  isolation: cell(
    { verdict: 'is', words: 'By ESX' },
    'The virtualization layer keeps guests apart; labels are not named.',
    'esxIsolation',
  ),
};

export const VMWARE_GSX: DocumentedColumn = {
  hosted: cell(
    { verdict: 'is', words: 'Hosted' },
    'A program on Windows or Linux; to the host each guest is a process.',
    'report',
    'gsxDefinition',
    'gsxProcess',
  ),
  architectures: cell(
    listOf(['i686', 'x86_64']),
    'x86 only; 64-bit guests came after GSX Server.',
    'vmwareServerGuide',
  ),
  'guest-modes': cell({ verdict: 'yes', words: 'HVM' }, 'Unmodified guests.', 'drvVmware', 'serverVirtualization'),
  '64-bit': cell(
    { verdict: 'partly', words: 'Not GSX' },
    'GSX Server supported 32-bit guests only, also on 64-bit hosts; its successor VMware Server 1.0 runs both.',
    'serverVirtualization',
    'vmwareServerGuide',
  ),
  smp: cell(
    { verdict: 'partly', words: 'Not GSX' },
    'One CPU in the days of the report; two in VMware Server 1.0, as an experiment; up to eight in Player 4.',
    'report',
    'vmwareServerGuide',
    'playerGuide',
  ),
  'live-migration': cell(NO, NO_VMWARE_CALL, 'vmwareDriver', 'esxDriver'),
  cancel: cell(NO, NO_VMWARE_CALL, 'vmwareDriver', 'esxDriver'),
  progress: cell(NO, NO_VMWARE_CALL, 'vmwareDriver', 'esxDriver'),
  'bandwidth-cap': cell(NO, NO_VMWARE_CALL, 'vmwareDriver', 'esxDriver'),
  'downtime-cap': cell(NO, NO_VMWARE_CALL, 'vmwareDriver', 'esxDriver'),
  'auto-converge': cell(NO, NO_VMWARE_CALL, 'vmwareDriver', 'esxDriver'),
  'post-copy': cell(NO, NO_VMWARE_CALL, 'vmwareDriver', 'esxDriver'),
  'copy-storage': cell(NO, NO_VMWARE_CALL, 'vmwareDriver', 'esxDriver'),
  snapshots: cell(
    { verdict: 'partly', words: 'GSX only' },
    'GSX Server 3 keeps one snapshot a guest. libvirt’s driver for addresses that begin with gsx has calls for snapshots, the one for Player has none.',
    'gsxGuide',
    'drvEsx',
    'esxDriver',
    'vmwareDriver',
  ),
  consoles: cell(
    NO,
    'No text console through libvirt; VMware’s own window shows the screen.',
    'vmwareDriver',
    'esxDriver',
  ),
  isolation: cell(
    { verdict: 'is', words: 'By the host’s OS' },
    'A guest is a process of the host; one that crashes does not take the host along.',
    'gsxProcess',
  ),
};
