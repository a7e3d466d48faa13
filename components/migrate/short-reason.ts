import type { RefusalBody } from '@/lib/contracts/migrations';
import type { RefusalCode } from '@/lib/domain/refusals';
import { formatMemory } from '@/lib/utils/units';

/** Reasons that stand beside a host's name need not name it. `{key}` is a value of the reason; `…KiB` is a size. */
const SHORT: Partial<Record<RefusalCode, string>> = {
  'architecture-mismatch': 'it is {have}, the domain needs {need}',
  'driver-mismatch': 'another driver: {targetDriver}, not {sourceDriver}',
  'hypervisor-mismatch': 'runs {haveName}, the domain needs {needName}',
  'hypervisor-older': '{hypervisor} {have} is older than {need}',
  'ia64-live-migration': 'no live migration on IA-64',
  'live-migration-unsupported': 'no live migration of a running domain',
  'hvm-live-migration-xen': 'Xen {have}; such domains move live from {need} on',
  'paravirtual-live': '{host} moves paravirtual guests by stop and copy only',
  'guest-mode-unsupported': 'does not run guests of its kind',
  'machine-type-missing': 'no machine type {machine}',
  'paravirtual-kernel': 'its Xen dropped paravirtual 2.4 kernels',
  'fpswa-missing': 'no FPSWA for its guests',
  'cpu-flags-missing': 'its CPU lacks {missing}',
  'storage-missing': 'does not see {storage}',
  'network-missing': 'has no {networks}',
  'network-inactive': '{networks} not active',
  'host-down': 'does not answer',
  'host-disabled': 'disabled',
  'host-not-read': 'not read yet',
  'host-in-maintenance': 'in maintenance',
  'anti-affinity': 'must stay apart from {peers}',
  affinity: '{peers} of its group: on {at}',
  'affinity-split': '{peers} of its group: on {at}',
  'n-plus-one-headroom': 'keeps {reserveKiB} free for a peer',
  'memory-short': '{shortKiB} of memory short',
};

/**
 * A reason in a few words, for a line beside the host it is about; the whole sentence where there are none, and where it
 * is about the other host.
 * @example shortReason(refusal) // 'it is x86_64, the domain needs ia64'
 */
export function shortReason({ code, sentence, values }: RefusalBody): string {
  const words = Object.hasOwn(SHORT, code) ? SHORT[code as RefusalCode] : undefined;
  if (words === undefined || values['end'] === 'source') return sentence;
  let whole = true;
  const filled = words.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key];
    if (typeof value === 'number' && key.endsWith('KiB')) return formatMemory(value);
    if (typeof value === 'string') return value;
    if (Array.isArray(value)) return value.map(String).join(', ');
    whole = false;
    return '';
  });
  return whole ? filled : sentence;
}
