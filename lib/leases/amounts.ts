/** What leases take and what there is for them: five counts, added and compared one by one. Pure. */

import { memoryNeedKiB } from '@/lib/placement/memory-need';
import { KIB_PER_MIB } from '@/lib/utils/units';

/** `ia64Vcpus`: of the vCPUs those on Itanium machines, of which there are few: only quotas bound them by themselves. */
export const RESOURCES = ['vcpus', 'memoryMiB', 'diskGiB', 'domains', 'ia64Vcpus'] as const;
export type Resource = (typeof RESOURCES)[number];

export type Amounts = Readonly<Record<Resource, number>>;
/** What is there; a resource that is left out has no limit, or none that anybody tells. */
export type Limits = Readonly<Partial<Record<Resource, number>>>;

/** One domain of a request. */
export interface Shape {
  readonly vcpus: number;
  readonly memoryMiB: number;
  /** 0: as large as its image, which nobody counts. */
  readonly diskGiB: number;
  /** It is made of an image for Itanium, which runs nowhere else. */
  readonly ia64: boolean;
}

/** What a host must have free for it: a domain's memory is not all that its hypervisor takes. */
export const heldShape = (shape: Shape): Shape => ({
  ...shape,
  memoryMiB: Math.ceil(memoryNeedKiB({ vcpus: shape.vcpus, memoryKiB: shape.memoryMiB * KIB_PER_MIB }) / KIB_PER_MIB),
});

export const amountsOf = (count: number, shape: Shape): Amounts => ({
  vcpus: count * shape.vcpus,
  memoryMiB: count * shape.memoryMiB,
  diskGiB: count * shape.diskGiB,
  domains: count,
  ia64Vcpus: shape.ia64 ? count * shape.vcpus : 0,
});

export const nothing = (): Record<Resource, number> => ({
  vcpus: 0,
  memoryMiB: 0,
  diskGiB: 0,
  domains: 0,
  ia64Vcpus: 0,
});
