import type { BenchmarkPlace } from '@/lib/domain/benchmark';
import type { GuestMode } from '@/lib/domain/domain';
import type { Hypervisor } from '@/lib/domain/host';
import { technologiesOf, TECHNOLOGY_WORDS } from '@/lib/domain/technologies/technologies';
import type { BenchmarkResult, MeasuredOn } from './result';

/**
 * What a run says of: the bare host, or the technology under its guest.
 * @example measuredOnOf('domain', { hypervisor: 'xen', guestMode: 'pvh' }) // 'xen-pvh'
 */
export function measuredOnOf(
  place: BenchmarkPlace,
  end: { readonly hypervisor: Hypervisor; readonly guestMode: GuestMode } | undefined,
): MeasuredOn {
  if (place === 'host' || place === 'host-pair') return 'native';
  if (end === undefined) return 'unknown';
  // Nothing emulates an Itanium: its hosts are simulated, and in what is simulated nothing is measured.
  const candidates = technologiesOf({ hypervisor: end.hypervisor, architecture: 'x86_64' });
  return candidates.find((technology) => TECHNOLOGY_WORDS[technology].modes.includes(end.guestMode)) ?? 'unknown';
}

/** @example measuredOnWords('xen-pvh') // 'Xen PVH' */
export function measuredOnWords(measuredOn: MeasuredOn): string {
  if (measuredOn === 'native') return 'Native';
  return measuredOn === 'unknown' ? 'Unknown technology' : TECHNOLOGY_WORDS[measuredOn].shortName;
}

/** Under QEMU it is another technology to a reader whether the processor helps. */
export const QEMU_WORDS = { kvm: 'KVM', qemu: 'QEMU without KVM' } as const;

/** The technology of one result, as exactly as the result knows it. @example technologyWordsOf(result) // 'QEMU without KVM' */
export function technologyWordsOf({
  measuredOn,
  conditions: { emulated },
}: Pick<BenchmarkResult, 'measuredOn' | 'conditions'>): string {
  if (measuredOn !== 'qemu-kvm' || emulated === undefined) return measuredOnWords(measuredOn);
  return emulated ? QEMU_WORDS.qemu : QEMU_WORDS.kvm;
}
