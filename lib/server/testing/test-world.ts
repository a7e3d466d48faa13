/** For integration tests: rows as the inventory and the agent would have written them. */
import { randomUUID } from 'node:crypto';
import type { MetricAcross } from '@/lib/domain/benchmark';
import type { HostCapabilities, HostReading } from '@/lib/domain/readings';
import type { PlanState } from '@/lib/domain/plan';
import type { LossState } from '@/lib/domain/recovery';
import type { DomainState, GuestMode } from '@/lib/domain/domain';
import type { Architecture, DriverName, Hypervisor, HostClass } from '@/lib/domain/host';
import type { Standing } from '@/lib/domain/benchmark';
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

/** A benchmark of its own name that runs in one domain. */
export async function makeBenchmark(
  db: Db,
  change: {
    readonly places?: readonly string[];
    readonly shipped?: boolean;
    readonly across?: MetricAcross;
  } = {},
) {
  const { places = ['domain'], shipped = false, across = 'each' } = change;
  const name = `b-${randomUUID().slice(0, 8)}`;
  const body = {
    name,
    version: 1,
    title: `Benchmark ${name}`,
    about: 'For tests.',
    places,
    programs: ['true'],
    parameters: [{ name: 'seconds', title: 'Seconds', default: 1, min: 1, max: 60 }],
    command: ['true', '{seconds}'],
    metrics: [
      {
        name: 'speed',
        title: 'Speed',
        unit: '1/s',
        direction: 'higher-is-better',
        across,
        from: { pattern: 'speed ([0-9]+)' },
      },
    ],
    timeLimitSeconds: 10,
  };
  return await db.benchmark.create({ data: { name, version: 1, body, shipped, createdByName: 'test' } });
}

/** A host on which programs can be run, by its address and by what was read of it. */
export const makeOwnHost = async (db: Db, change: Parameters<typeof makeHost>[1] = {}) =>
  await makeHost(db, { uri: `qemu+unix:///session?socket=/run/${randomUUID()}`, hypervisor: 'qemu', ...change });

/** A run of it that has ended, with these speeds. */
export async function makeBenchmarkRun(
  db: Db,
  domain: { readonly id: string; readonly name: string; readonly hostId: string | null; readonly vo: string | null },
  change: {
    readonly speeds?: readonly number[];
    readonly state?: OperationState;
    readonly guarding?: boolean;
    readonly standing?: Standing;
    readonly contamination?: readonly string[];
  } = {},
) {
  const { speeds = [10, 11, 12], state = 'succeeded', guarding = false } = change;
  const { standing = 'not-proposed', contamination = [] } = change;
  const operation = await makeOperation(db, {
    domainId: domain.id,
    ...(domain.hostId === null ? {} : { hostId: domain.hostId }),
    kind: 'run-benchmark',
    state,
  });
  const benchmark = await makeBenchmark(db);
  return await db.benchmarkRun.create({
    data: {
      operationId: operation.id,
      benchmarkId: benchmark.id,
      place: 'domain',
      domainId: domain.id,
      domainName: domain.name,
      hostId: domain.hostId,
      hostName: 'host',
      vo: domain.vo,
      parameters: { seconds: 1 },
      repeats: speeds.length,
      warmUps: 0,
      standing,
      submittedAt: standing === 'not-proposed' ? null : new Date(),
      contamination: [...contamination],
      guardedSince: guarding ? new Date() : null,
      finishedAt: guarding ? null : new Date(),
      samples: {
        create: speeds.map((speed, repeat) => ({
          repeat,
          warmUp: false,
          startedAt: new Date(),
          durationMs: 1_000,
          figures: { speed },
          series: {},
          exitCode: 0,
          stdout: `speed ${speed}`,
          stderr: '',
        })),
      },
    },
  });
}

export async function makeBenchmarkNote(db: Db, change: { readonly text?: string; readonly hostId?: string } = {}) {
  return await db.benchmarkNote.create({
    data: { at: new Date(), text: 'New microcode', authorId: 'somebody', authorName: 'Somebody', ...change },
  });
}

export interface Measured {
  readonly benchmark: { readonly id: string };
  readonly host: { readonly id: string; readonly name: string };
  /** Left out: on the host itself. */
  readonly domain?: { readonly id: string; readonly name: string; readonly vo: string | null };
  readonly place?: 'host-pair';
  readonly metric?: string;
  readonly speeds: readonly number[];
  /** Ends at once, each with the same figures. */
  readonly lanes?: number;
  readonly series?: (figure: number) => { x: number; y: number }[];
  readonly parameters?: Record<string, number | string>;
  readonly state?: OperationState;
  readonly standing?: Standing;
  readonly contaminated?: boolean;
  readonly emulated?: boolean;
  readonly hypervisorVersion?: string;
  readonly at?: Date;
}

/** A run that has ended, with what it was made on. @returns its id */
export async function measure(db: Db, measured: Measured): Promise<string> {
  const { benchmark, host, domain, metric = 'speed', lanes = 1, series, at = new Date() } = measured;
  const { state = 'succeeded', emulated = false, hypervisorVersion = '4.17' } = measured;
  const operation = await makeOperation(db, {
    hostId: host.id,
    ...(domain === undefined ? {} : { domainId: domain.id }),
    kind: 'run-benchmark',
    state,
  });
  await db.benchmarkRun.create({
    data: {
      operationId: operation.id,
      benchmarkId: benchmark.id,
      place: measured.place ?? (domain === undefined ? 'host' : 'domain'),
      domainId: domain?.id ?? null,
      domainName: domain?.name ?? null,
      hostId: host.id,
      hostName: host.name,
      ...(measured.place === undefined ? {} : { peerHostId: host.id, peerHostName: host.name }),
      lanes: Array.from({ length: lanes - 1 }, () => ({})),
      vo: domain?.vo ?? null,
      parameters: measured.parameters ?? {},
      repeats: measured.speeds.length,
      warmUps: 0,
      createdAt: at,
      finishedAt: at,
      standing: measured.standing ?? 'not-proposed',
      contamination: measured.contaminated === true ? ['A migration began'] : [],
      provenance: {
        at: at.toISOString(),
        gridboxVersion: '0',
        emulated,
        ends: [
          {
            hostName: host.name,
            hypervisor: 'xen',
            hypervisorVersion,
            hostCpuModel: 'Xeon 5050',
            guestMode: domain === undefined ? 'unknown' : 'pvh',
            vcpus: 1,
            memoryKiB: 1024,
            guest: { kernel: '6.1', microcode: null },
          },
        ],
      },
      samples: {
        create: measured.speeds.flatMap((speed, repeat) =>
          Array.from({ length: lanes }, (_, lane) => ({
            repeat,
            lane,
            warmUp: false,
            startedAt: at,
            durationMs: 1_000,
            figures: { [metric]: speed },
            series: series === undefined ? {} : { [metric]: series(speed) },
            exitCode: 0,
            stdout: '',
            stderr: '',
          })),
        ),
      },
    },
  });
  return operation.id;
}

/** A schedule of a benchmark by its name, due when its trigger says. */
export async function makeSchedule(
  db: Db,
  change: {
    readonly benchmark: string;
    readonly request: object;
    readonly trigger?: object;
    readonly ownerId?: string;
    readonly nextDueAt?: Date;
    readonly activeSince?: Date;
    readonly budgetMinutes?: number;
    readonly mostCpuLoad?: number | null;
    readonly retryHours?: number;
  },
) {
  const { benchmark, ...rest } = change;
  return await db.benchmarkSchedule.create({
    data: {
      name: `schedule-${randomUUID().slice(0, 8)}`,
      benchmarkName: benchmark,
      trigger: { kind: 'times', cron: '30 2 * * *', zone: 'UTC' },
      budgetMinutes: 60,
      mostCpuLoad: 0.5,
      retryHours: 2,
      ownerId: 'nobody',
      ownerName: 'Nobody',
      activeSince: new Date(),
      ...rest,
    },
  });
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
