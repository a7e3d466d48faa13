/** For integration tests: benchmarks, their runs, schedules and figures, as the agent would have written them. */
import { randomUUID } from 'node:crypto';
import type { MetricAcross } from '@/lib/domain/benchmark';
import type { Standing } from '@/lib/domain/benchmark';
import type { OperationState } from '@/lib/domain/operation';
import type { Db } from '@/lib/server/db/client';
import { makeHost, makeOperation } from './test-world';

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
