/** What of a host a benchmark's figure depends on, so that a change of it is worth another run. Pure. */
import { z } from 'zod';
import { formatKiB } from '@/lib/utils/units';

export const HostPrint = z.object({
  hypervisor: z.string().nullable(),
  hypervisorVersion: z.string().nullable(),
  managementVersion: z.string().nullable(),
  architecture: z.string().nullable(),
  cpuModel: z.string().nullable(),
  cpuCount: z.number().nullable(),
  /** Sorted. What the host offers changes with its kernel and its microcode, which hypervisors do not tell. */
  cpuFlags: z.array(z.string()),
  memoryTotalKiB: z.number().nullable(),
});
export type HostPrint = z.infer<typeof HostPrint>;
export const HostPrints = z.record(z.string(), HostPrint);
export type HostPrints = z.infer<typeof HostPrints>;

/** Of total memory: a kernel takes some MiB more or less of it at each boot, and that is no other host. */
const MEMORY_NOISE = 0.01;

const WORDS = {
  hypervisor: 'hypervisor',
  hypervisorVersion: 'hypervisor version',
  managementVersion: 'libvirt version',
  architecture: 'architecture',
  cpuModel: 'CPU model',
  cpuCount: 'processors',
} as const;
const FIELDS = Object.keys(WORDS) as (keyof typeof WORDS)[]; // the keys of a const record are exactly those

/**
 * What changed, in words; empty where nothing did. Of what one side does not tell nothing is said.
 * @example hostChanges(before, after) // ['hypervisor version 7.2.0 → 8.2.1']
 */
export function hostChanges(before: HostPrint, after: HostPrint): readonly string[] {
  const changes = FIELDS.flatMap((field) => {
    const [one, other] = [before[field], after[field]];
    return one === null || other === null || one === other ? [] : [`${WORDS[field]} ${one} → ${other}`];
  });
  return [...changes, ...flagChanges(before, after), ...memoryChange(before, after)];
}

function flagChanges(before: HostPrint, after: HostPrint): string[] {
  if (before.cpuFlags.length === 0 || after.cpuFlags.length === 0) return [];
  const gone = before.cpuFlags.filter((flag) => !after.cpuFlags.includes(flag));
  const come = after.cpuFlags.filter((flag) => !before.cpuFlags.includes(flag));
  return [
    ...(come.length === 0 ? [] : [`CPU flags come: ${come.join(' ')}`]),
    ...(gone.length === 0 ? [] : [`CPU flags gone: ${gone.join(' ')}`]),
  ];
}

function memoryChange({ memoryTotalKiB: one }: HostPrint, { memoryTotalKiB: other }: HostPrint): string[] {
  if (one === null || other === null || Math.abs(other / one - 1) <= MEMORY_NOISE) return [];
  return [`memory ${formatKiB(one)} → ${formatKiB(other)}`];
}
