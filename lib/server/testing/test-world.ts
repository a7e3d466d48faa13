/** For integration tests: rows as the inventory and the agent would have written them. */
import { randomUUID } from 'node:crypto';
import type { HostCapabilities, HostReading } from '@/lib/domain/readings';
import type { PlanState } from '@/lib/domain/plan';
import type { LossState } from '@/lib/domain/recovery';
import type { DomainState, GuestMode } from '@/lib/domain/domain';
import type { Architecture, DriverName, Hypervisor, HostClass } from '@/lib/domain/host';
import type { AlarmKind, OperationKind, OperationState } from '@/lib/domain/operation';
import type { Db } from '@/lib/server/db/client';
import type { HostFacts } from '@/lib/server/db/facts';
import { MINUTE_MS } from '@/lib/utils/time';

const FACTS = {
  hostname: 'h.example',
  cpuFlags: ['vmx', 'sse2'],
  hardwareVirtualization: 'vt-x',
  guestModes: ['pv', 'hvm'],
  storage: [{ name: 'images', kind: 'netfs', path: '/srv/images', shared: true }],
  networks: [{ name: 'xenbr0', kind: 'bridge', active: true }],
} satisfies Partial<HostReading>;
const CAPABILITIES: HostCapabilities = {
  unsupported: {},
  events: true,
  bulkStatistics: true,
  nodeStatistics: true,
  snapshots: true,
  metadata: true,
  migration: {
    live: true,
    cancel: true,
    progress: true,
    bandwidthCap: true,
    downtimeCap: true,
    autoConverge: false,
    postCopy: false,
    copyStorage: false,
  },
  guestChannels: ['heartbeat'],
};

export async function makeHost(
  db: Db,
  change: {
    readonly name?: string;
    readonly status?: string;
    readonly statusSince?: Date;
    readonly memoryFreeKiB?: bigint;
    readonly driver?: DriverName;
    readonly uri?: string;
    readonly hypervisor?: Hypervisor;
    readonly hypervisorVersion?: string;
    readonly architecture?: Architecture;
    readonly class?: HostClass;
    readonly facts?: Partial<HostFacts>;
    readonly capabilities?: Partial<HostCapabilities>;
  } = {},
) {
  const id = randomUUID();
  const { capabilities, facts, ...rest } = change;
  const can = { ...CAPABILITIES, ...capabilities };
  return await db.host.create({
    data: {
      id,
      name: `host-${id.slice(0, 8)}`,
      uri: `test:///${id}`,
      driver: 'libvirt',
      class: 'dempsey',
      status: 'up',
      seenAt: new Date(),
      hypervisor: 'xen',
      hypervisorVersion: '3.0.4',
      hosted: false,
      architecture: 'x86_64',
      cpuModel: 'Xeon 5050',
      cpuCount: 4,
      cpuLoad: 0.25,
      memoryTotalKiB: 8n * 1024n ** 2n,
      memoryFreeKiB: 6n * 1024n ** 2n,
      facts: { ...FACTS, ...facts },
      // Spread once more: a JSON column takes literals, not interfaces.
      capabilities: { ...can, migration: { ...can.migration } },
      ...rest,
    },
  });
}

export async function makeDomain(
  db: Db,
  change: {
    readonly hostId: string | null;
    readonly simulated?: boolean;
    readonly vo?: string | null;
    readonly state?: DomainState;
    readonly name?: string;
    readonly tags?: string[];
    /** Written to the row and to the definition, as the inventory does. */
    readonly roles?: string[];
    readonly memoryKiB?: bigint;
    readonly missingSince?: Date;
    readonly splitBrain?: boolean;
    /** As its owner declares it; written to both, likewise. */
    readonly kernelVersion?: string;
    readonly needsFpswa?: boolean;
    readonly affinity?: string;
    readonly guestMode?: GuestMode;
    readonly architecture?: Architecture;
  },
) {
  const id = randomUUID();
  const { kernelVersion, affinity, needsFpswa = false, guestMode = 'pv', architecture = 'x86_64' } = change;
  const domain = await db.domain.create({
    data: {
      id,
      name: `domain-${id.slice(0, 8)}`,
      state: 'running',
      seenAt: new Date(),
      vcpus: 1,
      maxVcpus: 2,
      memoryKiB: 512n * 1024n,
      maxMemoryKiB: 1024n * 1024n,
      guestMode,
      architecture,
      roles: ['WN'],
      definition: {
        architecture,
        guestMode,
        osType: 'xen',
        emulated: false,
        cpuFlags: [],
        passthrough: [],
        hasSnapshots: false,
        hash: 'h',
        disks: [{ target: 'xvda', kind: 'disk', source: '/srv/images/secret-path.img', readOnly: false, shared: true }],
        nics: [{ kind: 'bridge', source: 'xenbr0', mac: '00:16:3e:00:00:01' }],
        metadata: {
          roles: change.roles ?? ['WN'],
          tags: [],
          needsFpswa,
          ...(kernelVersion === undefined ? {} : { kernelVersion }),
          ...(affinity === undefined ? {} : { affinity }),
        },
      },
      ...change,
    },
  });
  if (change.hostId !== null)
    await db.domainSighting.create({
      data: { domainId: id, hostId: change.hostId, state: domain.state, seenAt: new Date() },
    });
  return domain;
}

export async function makeOperation(
  db: Db,
  change: {
    readonly domainId?: string;
    readonly hostId?: string;
    readonly targetHostId?: string;
    readonly vo?: string | null;
    readonly state?: OperationState;
    readonly kind?: OperationKind;
    readonly input?: object;
  },
) {
  return await db.operation.create({
    data: {
      kind: 'start-domain',
      title: 'Start a domain',
      input: {},
      inputHash: 'x',
      actorName: 'somebody',
      ...change,
    },
  });
}

/** Moved cold to the host that holds it now, from `sourceHostId`; nobody has decided yet. */
export async function makeColdMove(
  db: Db,
  domain: { readonly id: string; readonly name: string; readonly vo: string | null; readonly hostId: string | null },
  sourceHostId: string,
) {
  const { hostId } = domain;
  const operation = await makeOperation(db, {
    kind: 'cold-move-domain',
    domainId: domain.id,
    vo: domain.vo,
    hostId: sourceHostId,
    state: 'succeeded',
    ...(hostId === null ? {} : { targetHostId: hostId }),
  });
  return await db.coldMove.create({
    data: {
      operationId: operation.id,
      domainId: domain.id,
      domainName: domain.name,
      vo: domain.vo,
      sourceHostId,
      sourceHostName: 'source',
      targetHostId: hostId,
      targetHostName: 'target',
      stage: 'awaiting',
      verified: true,
      verification: 'Heard by its heartbeat after 4 s: verified.',
      awaitingSince: new Date(),
    },
  });
}

export async function makeMigration(
  db: Db,
  domain: { readonly id: string; readonly name: string; readonly vo: string | null; readonly hostId: string | null },
  targetHostId: string,
) {
  const { hostId } = domain;
  const operation = await makeOperation(db, {
    kind: 'migrate-domain',
    domainId: domain.id,
    vo: domain.vo,
    targetHostId,
    state: 'succeeded',
    ...(hostId === null ? {} : { hostId }),
  });
  return await db.migration.create({
    data: {
      operationId: operation.id,
      domainId: domain.id,
      domainName: domain.name,
      vo: domain.vo,
      sourceHostId: hostId,
      sourceHostName: 'source',
      targetHostId,
      targetHostName: 'target',
      stage: 'done',
      options: { live: true, autoConverge: false, postCopy: false },
      alternatives: [{ hostId: targetHostId, hostName: 'elsewhere', verdict: 'ready', refusals: [] }],
    },
  });
}

export async function makeAlarm(
  db: Db,
  change: {
    readonly kind?: AlarmKind;
    readonly subject?: string;
    readonly domainId?: string;
    readonly hostId?: string;
    readonly vo?: string | null;
  },
) {
  return await db.alarm.create({
    data: { kind: 'moved-unheard', subject: randomUUID(), sentence: 'Something is wrong.', remedy: 'Look.', ...change },
  });
}

export async function makeEvent(
  db: Db,
  change: { readonly vo?: string | null; readonly domainId?: string; readonly domainName?: string },
) {
  const domainId = change.domainId ?? randomUUID();
  const body = { type: 'domain.removed', domainId, domainName: change.domainName ?? 'gone' };
  await db.$queryRaw`select gridbox_append_events(${JSON.stringify([{ vo: change.vo ?? null, body }])}::jsonb)::text`;
}

/** A plan for a host without domains, in that state: there is nothing to be done by it. */
/** A loss that is open unless `state` says otherwise; its host does not answer. */
export async function makeLoss(db: Db, { state }: { readonly state: LossState }) {
  const silentSince = new Date(Date.now() - MINUTE_MS);
  const host = await makeHost(db, { status: 'unreachable', statusSince: silentSince });
  return await db.hostLoss.create({
    data: {
      hostId: host.id,
      hostName: host.name,
      hostClass: host.class,
      state,
      suspectedAt: silentSince,
      ...(state === 'restarting'
        ? {
            fencedAt: new Date(),
            items: {
              create: { sequence: 0, domainId: randomUUID(), domainName: 'x', priority: 'high', state: 'failed' },
            },
          }
        : {}),
    },
  });
}

/** A service that answers SSH or XRootD, or should; asked when `nextDueAt` says. Native where it has no domain. */
export async function makeProbeTarget(
  db: Db,
  change: {
    readonly domainId?: string | null;
    readonly name?: string;
    readonly roles?: string[];
    readonly probes?: string[];
    readonly ports?: Record<string, number>;
    readonly nextDueAt?: Date;
    readonly enabled?: boolean;
    readonly tiny?: boolean;
    readonly intervalSeconds?: number;
  },
) {
  const { nextDueAt = new Date(Date.now() + MINUTE_MS), probes = ['se-tcp'], domainId = null, ...rest } = change;
  return await db.probeTarget.create({
    data: {
      address: '127.0.0.1',
      roles: ['SE'],
      probes,
      domainId,
      ...(domainId === null ? { name: `native-${randomUUID().slice(0, 8)}` } : {}),
      intervalSeconds: 60,
      heavyIntervalSeconds: 3_600,
      ...rest,
      states: { create: probes.map((probe) => ({ probe, nextDueAt })) },
    },
  });
}

export async function makePlan(db: Db, change: { readonly state?: PlanState } = {}) {
  const host = await makeHost(db);
  return await db.plan.create({
    data: {
      hostId: host.id,
      hostName: host.name,
      atOnce: 2,
      document: { items: [], peers: [], bytes: 0, durationMs: null, unforetold: 0 },
      plannedAt: new Date(),
      madeByName: 'Nobody',
      ...change,
    },
  });
}
