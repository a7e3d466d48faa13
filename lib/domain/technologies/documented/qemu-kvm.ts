import { listOf, YES } from '../claim';
import { cell, type DocumentedColumn } from './cell';

export const QEMU_KVM: DocumentedColumn = {
  hosted: cell(
    { verdict: 'is', words: 'Hosted' },
    'A process on Linux; with KVM the kernel itself is the hypervisor.',
    'drvQemu',
  ),
  architectures: cell(
    listOf(['x86_64', 'i686', 'aarch64', 'ppc64le', 's390x']),
    'With KVM those of the host’s CPU; emulated, each one whose emulator is installed.',
    'drvQemu',
    'qemuTargets',
  ),
  'guest-modes': cell(
    { verdict: 'yes', words: 'HVM' },
    'Unmodified guests: with VT-x or AMD-V through KVM, without them by emulation.',
    'drvQemu',
  ),
  '64-bit': cell(YES, 'Booted and moved with a 64-bit kernel.', 'kvmLab'),
  smp: cell(YES, 'How many CPUs depends on the machine type; the host says it.', 'drvQemu'),
  'live-migration': cell(
    YES,
    '31 of 31 moves of busy guests ended with the guest alive. Without KVM, QEMU before 9.0 damages busy guests that move.',
    'kvmLab',
    'driversPage',
  ),
  cancel: cell(YES, 'In 0.1 s; the guest is not stopped and nothing stays at the target.', 'kvmLab', 'hvsupport'),
  progress: cell(
    YES,
    'Bytes, rounds and dirty rate; in the first two or three seconds only the elapsed time.',
    'kvmLab',
    'hvsupport',
  ),
  'bandwidth-cap': cell(YES, 'Before and while it copies.', 'kvmLab', 'hvsupport'),
  'downtime-cap': cell(YES, 'Before and while it copies.', 'kvmLab', 'hvsupport'),
  'auto-converge': cell(YES, 'Slows the guest’s CPUs step by step.', 'kvmLab'),
  'post-copy': cell(
    YES,
    'For the system’s QEMU; one of an ordinary user may not handle page faults of the kernel. If the link is cut, the guest stands still until it heals.',
    'kvmLab',
    'driversPage',
  ),
  'copy-storage': cell(YES, 'A disk of 32 MiB was copied along and compared equal.', 'kvmLab'),
  snapshots: cell(YES, 'Through libvirt.', 'hvsupport'),
  consoles: cell(
    { verdict: 'yes', words: 'Text, screen' },
    'Serial ports through libvirt; the screen by VNC or SPICE where the definition has one.',
    'hvsupport',
    'drvQemu',
  ),
  isolation: cell(
    { verdict: 'yes', words: 'By the CPU, labels' },
    'One process a guest under an account of its own; SELinux or AppArmor labels (sVirt) where the host has them switched on.',
    'drvQemu',
  ),
};
