import { listOf, NO, YES } from '../claim';
import { cell, type DocumentedColumn } from './cell';

const NO_DRIVER = 'libvirt has no driver for Virtual Server.';
const NO_HYPERV_CALL = 'libvirt’s Hyper-V driver has no call that moves a running domain.';

export const VIRTUAL_SERVER: DocumentedColumn = {
  hosted: cell({ verdict: 'is', words: 'Hosted' }, 'A service of Windows.', 'report', 'msvsService', 'msvsWiki'),
  architectures: cell(
    listOf(['i686']),
    'Emulates a standard x86 computer; every guest has a 32-bit address space.',
    'msvsAdding',
    'msvsService',
  ),
  'guest-modes': cell({ verdict: 'yes', words: 'HVM' }, 'Unmodified x86 guests.', 'msvsAdding'),
  '64-bit': cell(
    NO,
    '64-bit hosts from 2005 R2 SP1 on, but 32-bit guests only. At most 3.6 GB of memory a guest.',
    'report',
    'msvsLimits',
    'msvsMachines',
  ),
  smp: cell(NO, 'A guest has one CPU.', 'report', 'msvsLimits'),
  'live-migration': cell(
    NO,
    'Host clustering takes services up again on another host; live migration came with its successor in Windows Server 2008 R2. libvirt has no driver for it.',
    'msvsClustering',
    'hypervShareNothing',
    'libvirtDrivers',
  ),
  cancel: cell(NO, NO_DRIVER, 'libvirtDrivers'),
  progress: cell(NO, NO_DRIVER, 'libvirtDrivers'),
  'bandwidth-cap': cell(NO, NO_DRIVER, 'libvirtDrivers'),
  'downtime-cap': cell(NO, NO_DRIVER, 'libvirtDrivers'),
  'auto-converge': cell(NO, NO_DRIVER, 'libvirtDrivers'),
  'post-copy': cell(NO, NO_DRIVER, 'libvirtDrivers'),
  'copy-storage': cell(NO, NO_DRIVER, 'libvirtDrivers'),
  snapshots: cell(
    NO,
    'Undo disks and saved states exist in the product. libvirt has no driver for it.',
    'msvsMachines',
    'libvirtDrivers',
  ),
  consoles: cell(
    NO,
    'The product has its own remote control (VMRC). libvirt has no driver for it.',
    'msvsService',
    'libvirtDrivers',
  ),
  isolation: cell(
    { verdict: 'is', words: 'By the host’s OS' },
    'A guest runs under a Windows account that can be chosen; it cannot intercept the host’s packets.',
    'msvsFeatures',
    'msvsAdding',
  ),
};

export const HYPER_V: DocumentedColumn = {
  hosted: cell(
    { verdict: 'is', words: 'On the metal' },
    'Windows itself runs in the parent partition, above the hypervisor.',
    'hypervBook',
  ),
  architectures: cell(
    listOf(['x86_64', 'i686']),
    'Needs a 64-bit x86 CPU with VT-x or AMD-V; not for Itanium.',
    'hypervLimits',
  ),
  'guest-modes': cell({ verdict: 'yes', words: 'HVM' }, 'Needs VT-x or AMD-V.', 'hypervLimits'),
  '64-bit': cell(YES, '32-bit and 64-bit guests side by side.', 'hypervLimits'),
  smp: cell(YES, 'libvirt’s driver reads and sets the number of CPUs.', 'hypervDriver', 'hypervBook'),
  'live-migration': cell(
    { verdict: 'partly', words: 'Not by libvirt' },
    'Hyper-V moves running guests since Windows Server 2008 R2. libvirt’s driver cannot ask it to.',
    'hypervShareNothing',
    'hypervDriver',
  ),
  cancel: cell(NO, NO_HYPERV_CALL, 'hypervDriver'),
  progress: cell(NO, NO_HYPERV_CALL, 'hypervDriver'),
  'bandwidth-cap': cell(NO, NO_HYPERV_CALL, 'hypervDriver'),
  'downtime-cap': cell(NO, NO_HYPERV_CALL, 'hypervDriver'),
  'auto-converge': cell(NO, NO_HYPERV_CALL, 'hypervDriver'),
  'post-copy': cell(NO, NO_HYPERV_CALL, 'hypervDriver'),
  'copy-storage': cell(
    { verdict: 'partly', words: 'Not by libvirt' },
    'Hyper-V 2012 moves a running guest with its disks. libvirt’s driver cannot ask it to.',
    'hypervShareNothing',
    'hypervDriver',
  ),
  snapshots: cell(
    { verdict: 'partly', words: 'Not by libvirt' },
    'Hyper-V calls them checkpoints. libvirt’s driver has no call for them; it can save a domain.',
    'hypervManage',
    'hypervDriver',
  ),
  consoles: cell(
    NO,
    'No text console through libvirt; VMConnect shows the screen through the host.',
    'hypervDriver',
    'hypervConsole',
  ),
  isolation: cell({ verdict: 'is', words: 'By partitions' }, 'Every guest is a partition of its own.', 'hypervBook'),
};
