/** For integration tests: environments as a manager would have written them, and leases as VOs would have asked for. */
import { randomUUID } from 'node:crypto';
import { EnvironmentBody } from '@/lib/contracts/environments';
import { HOLDING_STATES, type LeaseState } from '@/lib/domain/lease';
import type { Db } from '@/lib/server/db/client';
import { DAY_MS, HOUR_MS } from '@/lib/utils/time';

export const environmentBody = (change: Partial<EnvironmentBody> = {}): EnvironmentBody =>
  EnvironmentBody.parse({
    role: 'WN',
    image: { path: '/srv/wn.qcow2', sha512: '0'.repeat(128) },
    architecture: 'x86_64',
    guestModes: ['hvm'],
    isolation: 'shared',
    hostClass: 'dempsey',
    memoryMiB: 96,
    most: { vcpus: 4, memoryMiB: 4_096, diskGiB: null, domains: 16 },
    daysMax: 30,
    ...change,
  });

export async function makeEnvironment(
  db: Db,
  change: Partial<EnvironmentBody> & {
    readonly name?: string;
    readonly version?: number;
    readonly retiredAt?: Date;
  } = {},
) {
  const { name = `e-${randomUUID().slice(0, 8)}`, version = 1, retiredAt = null, ...rest } = change;
  const body = environmentBody(rest);
  return await db.environment.create({
    data: { name, version, body, vos: [...body.vos], createdByName: 'Somebody', retiredAt },
  });
}

export async function makeLease(
  db: Db,
  change: {
    readonly vo: string;
    readonly state: LeaseState;
    readonly environmentId?: string;
    readonly count?: number;
    readonly siteId?: string;
  },
) {
  const { vo, state, count = 1, siteId = null } = change;
  const environmentId = change.environmentId ?? (await makeEnvironment(db)).id;
  const [startsAt, endsAt] = [new Date(), new Date(Date.now() + DAY_MS)];
  return await db.lease.create({
    data: {
      environmentId,
      vo,
      purpose: 'tests',
      state,
      siteId,
      askedById: 'somebody',
      askedByName: 'Somebody',
      askedAt: startsAt,
      askedCount: count,
      askedVcpus: 1,
      askedMemoryMiB: 96,
      askedStartsAt: startsAt,
      askedEndsAt: endsAt,
      ...(HOLDING_STATES.includes(state)
        ? {
            approvedCount: count,
            approvedVcpus: 1,
            approvedMemoryMiB: 96,
            approvedStartsAt: startsAt,
            approvedEndsAt: endsAt,
            hostClass: 'dempsey',
            decidedByName: 'Somebody',
            decidedAt: startsAt,
          }
        : {}),
    },
  });
}

/** Of a simulated domain unless said otherwise, kept for a day. */
export async function makeKeptDisk(
  db: Db,
  lease: { readonly id: string; readonly vo: string },
  change: { readonly simulated?: boolean; readonly bytes?: bigint; readonly sha512?: string } = {},
) {
  return await db.keptDisk.create({
    data: {
      leaseId: lease.id,
      vo: lease.vo,
      domainId: randomUUID(),
      domainName: 'lease-1-wn-1',
      hostName: 'one',
      target: 'vda',
      simulated: true,
      state: 'kept',
      keptAt: new Date(),
      keptUntil: new Date(Date.now() + DAY_MS),
      ...change,
    },
  });
}

/** Of a host, two hours long from tomorrow on, that some VOs were told of; it may be put off by a day. */
export async function makeMaintenance(
  db: Db,
  host: { readonly id: string; readonly name: string },
  vos: readonly string[],
) {
  const now = Date.now();
  const [startsAt, deferrableUntilAt] = [new Date(now + DAY_MS), new Date(now + 2 * DAY_MS)];
  return await db.maintenance.create({
    data: {
      hostId: host.id,
      hostName: host.name,
      reason: 'tests',
      startsAt,
      lengthMinutes: 120,
      deferrableUntilAt,
      answersDueAt: new Date(now + 12 * HOUR_MS),
      announcedByName: 'Somebody',
      announcedAt: new Date(now),
      vos: { create: vos.map((vo) => ({ vo, toldAt: new Date(now) })) },
    },
  });
}
