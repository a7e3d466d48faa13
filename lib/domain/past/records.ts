/**
 * What the inventory said, kept: one record for each change, with everything the map draws of its subject from then on. The last
 * record of a subject before a moment is its state at that moment, so a moment is rebuilt without what came before. Pure.
 */
import type { DomainState, Role } from '@/lib/domain/domain';
import type { Architecture, HostClass, HostStatus, Hypervisor } from '@/lib/domain/host';

export interface PastDomain {
  readonly name: string;
  /** Who held it; one that was missing keeps its last. */
  readonly hostId: string | null;
  readonly simulated: boolean;
  readonly state: DomainState;
  /** ISO instant since which no host reported it. */
  readonly missingSince: string | null;
  readonly splitBrain: boolean;
  readonly vcpus: number;
  readonly memoryKiB: number;
  readonly architecture: Architecture;
  readonly roles: readonly Role[];
  readonly vo: string | null;
}

export interface PastHost {
  readonly name: string;
  readonly simulated: boolean;
  readonly class: HostClass;
  readonly status: HostStatus;
  /** ISO instant. */
  readonly statusSince: string;
  readonly statusReason: string | null;
  readonly maintenance: boolean;
  readonly hypervisor: Hypervisor | null;
  readonly hypervisorVersion: string | null;
  readonly architecture: Architecture | null;
  readonly cpuModel: string | null;
  readonly cpuCount: number | null;
  readonly memoryTotalKiB: number | null;
}

export interface PastRecord<Facts> {
  readonly sequence: number;
  /** Milliseconds since 1970; of two records of one time the one with the higher sequence is the later. */
  readonly atMs: number;
  readonly id: string;
  /** It was removed then; the facts are the last that were known. */
  readonly gone: boolean;
  readonly facts: Facts;
}

/** The last record of each subject, also of those that are gone. */
export type PastOf<Facts> = ReadonlyMap<string, PastRecord<Facts>>;

/** The testbed at a moment. */
export interface TestbedThen {
  readonly hosts: PastOf<PastHost>;
  readonly domains: PastOf<PastDomain>;
}

/**
 * Carries what was known on by further records, in whatever order they come.
 * @example replay([off, running]).get(id) // the one that was written last
 */
export function replay<Facts>(
  records: Iterable<PastRecord<Facts>>,
  before: PastOf<Facts> = new Map(),
): Map<string, PastRecord<Facts>> {
  const last = new Map(before);
  for (const record of records) {
    const known = last.get(record.id);
    if (known === undefined || isLater(record, known)) last.set(record.id, record);
  }
  return last;
}

/** Records up to a moment, itself included. */
export const upTo = <Facts>(records: readonly PastRecord<Facts>[], atMs: number): PastRecord<Facts>[] =>
  records.filter((record) => record.atMs <= atMs);

const isLater = (one: PastRecord<unknown>, other: PastRecord<unknown>): boolean =>
  one.atMs > other.atMs || (one.atMs === other.atMs && one.sequence > other.sequence);

/** What was there, without what was gone. */
export const present = <Facts>(past: PastOf<Facts>): PastRecord<Facts>[] =>
  [...past.values()].filter((record) => !record.gone);
