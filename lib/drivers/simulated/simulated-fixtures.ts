/** Domains for the tests of this folder: ordinary unless told otherwise. */
import { EMPTY_METADATA, type GuestMode, type RestartPriority } from '@/lib/domain/domain';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { makeDomain, ordinaryHabits } from './world/define';
import { startGuestClock } from './world/guest-clock';
import { newNode } from './world/jobs';
import type { DomainRecord, HabitsRecord } from './world/records';

export interface TestDomainInput {
  readonly id: string;
  readonly name: string;
  readonly nowMs: number;
  readonly running?: boolean;
  readonly guestMode?: GuestMode;
  readonly memoryKiB?: number;
  readonly habits?: Partial<HabitsRecord>;
  readonly restartPriority?: RestartPriority | undefined;
  readonly affinity?: string | undefined;
  /** A worker node with so many; left out: none. */
  readonly slots?: number | undefined;
}

/** A running guest has been up for an hour. */
export function makeTestDomain(input: TestDomainInput): DomainRecord {
  const { id, name, nowMs, running = false, guestMode = 'pv', memoryKiB = KIB_PER_GIB } = input;
  const domain = makeDomain({
    id,
    name,
    vcpus: 1,
    maxVcpus: 2,
    memoryKiB,
    maxMemoryKiB: memoryKiB,
    definition: {
      architecture: 'x86_64',
      guestMode,
      osType: guestMode === 'pv' ? 'linux' : 'hvm',
      emulated: false,
      cpuFlags: [],
      disks: [],
      nics: [],
      passthrough: [],
      hasSnapshots: false,
      metadata: {
        ...EMPTY_METADATA,
        roles: input.slots === undefined ? [] : ['WN'],
        tags: [],
        ...(input.restartPriority === undefined ? {} : { restartPriority: input.restartPriority }),
        ...(input.affinity === undefined ? {} : { affinity: input.affinity }),
      },
    },
    habits: { ...ordinaryHabits(id, memoryKiB), ...input.habits },
    nowMs,
    revision: 1,
  });
  if (input.slots !== undefined) domain.batch = newNode(input.slots);
  if (!running) return domain;
  domain.state = 'running';
  domain.stateReason = 'booted';
  domain.guest.gatheredMs = 3_600_000;
  startGuestClock(domain, nowMs);
  return domain;
}
