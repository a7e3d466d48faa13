import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { generateFleet, hostSpecs } from '@/lib/drivers/simulated/fleet';
import { createSimulatedDriver } from '@/lib/drivers/simulated/driver';
import type { Driver, HostConnection } from '@/lib/drivers/port';
import { startAgent } from '@/lib/agent/start-agent';
import { createDb, type Db } from '@/lib/server/db/client';
import { applyMigrations } from '@/tools/db/migrate';
import { startPostgres } from '@/tools/postgres/start-postgres';
import { findFreePort } from '@/tools/shared/free-port';
import { makeBenchFolder } from './bench-folder';
import { type BenchResult, figure, median, quantile } from './figures';
import type { BenchOptions } from './main';
import { type LoadOrder, LoadReport } from './submit-load';

const HOSTS = 60;
const DOMAINS = 1200;
const FLEET = `${HOSTS}x${DOMAINS}`;
/** A working testbed's load: operators and scripts, not a flood. */
const QUIET_RATE = 50;
const QUIET_COUNT = 1000;
const WARM_UP_COUNT = 100;
/** Offered for the sustained figure, above the bar so that the system, not the load, is the limit. */
const FLOOD_RATE = 450;
const FLOOD_COUNT = 9000;
const READY_DEADLINE_MS = 60_000;
const DONE_DEADLINE_MS = 180_000;

const nowMs = (): number => performance.timeOrigin + performance.now();

/**
 * Operation queued to driver call on the simulated driver, with PostgreSQL, the simulated world and the submitting side
 * as processes of their own and the agent in this one, where its calls can be seen. First at a quiet rate (latency), then
 * flooded (how many a second are worked off, from the first commit to the last operation's end).
 */
export async function run({ count, say }: BenchOptions): Promise<BenchResult> {
  const dir = makeBenchFolder();
  const postgres = await startPostgres({
    dataDir: dir,
    port: await findFreePort(),
    logFile: join(dir, 'postgres.log'),
  });
  const socketPath = join(dir, 'simulated.sock');
  const world = await startWorld(socketPath, join(dir, 'simulated'));
  const driver = createSimulatedDriver({ socketPath });
  const calls = new Map<string, number[]>();
  await applyMigrations(postgres.url);
  const db = createDb(postgres.url, { max: 4 });
  await addHosts(db);
  const agent = await startAgent({
    databaseUrl: postgres.url,
    drivers: { simulated: timed(driver, calls) },
    openCredentials: () => ({}),
  });
  try {
    const domains = await waitForInventory(db);
    say(`${domains.length} running domains on ${HOSTS} hosts`);
    const order = (many: number, rate: number) => rounds(postgres.url, domains, many, rate);
    await load(db, order(WARM_UP_COUNT, QUIET_RATE), calls);
    const quiet = await load(db, order(count ?? QUIET_COUNT, QUIET_RATE), calls);
    const flood = await load(db, order(FLOOD_COUNT, FLOOD_RATE), calls);
    return {
      figures: [
        figure('queued-to-driver-call-median', median(quiet.latencies), 'ms'),
        figure('queued-to-driver-call-p95', quantile(quiet.latencies, 0.95), 'ms', { most: 25 }),
        figure('sustained', flood.perSecond, 'operations/s', { least: 300 }),
        figure('offered', flood.offeredPerSecond, 'operations/s'),
        figure('queued-to-driver-call-p95-flooded', quantile(flood.latencies, 0.95), 'ms'),
      ],
      samples: { quietMs: quiet.latencies, floodMs: flood.latencies },
    };
  } finally {
    await agent.stop();
    await driver.stop();
    await db.$disconnect();
    world.kill('SIGTERM');
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** About `count` operations as whole rounds of pause and resume, which leave every domain as it was. */
function rounds(databaseUrl: string, domains: LoadOrder['domains'], count: number, rate: number): LoadOrder {
  const passes = 2 * Math.ceil(count / (2 * domains.length));
  const used = domains.slice(0, Math.max(1, Math.floor(count / passes)));
  return { databaseUrl, domains: used, count: used.length * passes, rate };
}

async function load(
  db: Db,
  order: LoadOrder,
  calls: Map<string, number[]>,
): Promise<{ latencies: number[]; perSecond: number; offeredPerSecond: number }> {
  calls.clear();
  const before = await db.operation.count();
  const child = fork(join(import.meta.dirname, 'submit-load.ts'), [], {
    execArgv: ['--conditions=react-server', '--import', 'tsx'],
  });
  child.send(order);
  const [message]: unknown[] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the submitting process ended with ${String(code)}`);
    }),
  ]);
  const { committed } = LoadReport.parse(message);
  const { endedAt } = await waitForEnd(db, before + order.count);
  const failed = await db.operation.findFirst({ where: { state: { in: ['failed', 'cancelled'] } } });
  if (failed !== null) throw new Error(`an operation ${failed.state}: ${failed.errorMessage}`);
  const queues = new Map([...calls].map(([key, times]) => [key, [...times]]));
  const latencies = committed.map(({ key, atMs }) => {
    const at = queues.get(key)?.shift();
    if (at === undefined) throw new Error(`no driver call was seen for ${key}`);
    // The agent may be told before the submitting process hears of its own commit.
    return Math.max(0, at - atMs);
  });
  const first = Math.min(...committed.map(({ atMs }) => atMs));
  const last = Math.max(...committed.map(({ atMs }) => atMs));
  return {
    latencies,
    perSecond: (order.count * 1000) / (endedAt - first),
    offeredPerSecond: (order.count * 1000) / (last - first),
  };
}

async function waitForEnd(db: Db, total: number): Promise<{ endedAt: number }> {
  const deadline = nowMs() + DONE_DEADLINE_MS;
  for (;;) {
    const done = await db.operation.count({ where: { state: { in: ['succeeded', 'failed', 'cancelled'] } } });
    if (done >= total) break;
    if (nowMs() > deadline) throw new Error(`only ${done} of ${total} operations ended in ${DONE_DEADLINE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const last = await db.operation.findFirst({ orderBy: { finishedAt: { sort: 'desc', nulls: 'last' } } });
  if (last?.finishedAt === null || last === null) throw new Error('an operation ended without a time');
  return { endedAt: last.finishedAt.getTime() };
}

/** Notes when the driver is asked to pause or resume; everything else passes untouched. */
function timed(driver: Driver, calls: Map<string, number[]>): Driver {
  const note = (id: string, kind: string): void => {
    const key = `${id} ${kind}`;
    calls.set(key, [...(calls.get(key) ?? []), nowMs()]);
  };
  const wrap = (connection: HostConnection): HostConnection =>
    new Proxy(connection, {
      get(target, property): unknown {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        if (property !== 'pause' && property !== 'resume') return value.bind(target);
        return (id: string, ...rest: unknown[]): unknown => {
          note(id, `${property}-domain`);
          return Reflect.apply(value, target, [id, ...rest]);
        };
      },
    });
  return {
    name: driver.name,
    schemes: driver.schemes,
    available: () => driver.available(),
    connect: async (target, options) => wrap(await driver.connect(target, options)),
    stop: async () => driver.stop(),
  };
}

async function startWorld(socketPath: string, dataDir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/drivers/simulated/daemon.ts'], {
    env: { ...process.env, GRIDBOX_SIM_SOCKET: socketPath, GRIDBOX_SIM_DATA: dataDir, GRIDBOX_SIM_FLEET: FLEET },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(createInterface(child.stdout), 'line', { signal: AbortSignal.timeout(READY_DEADLINE_MS) });
  return child;
}

async function addHosts(db: Db): Promise<void> {
  const specs = hostSpecs(generateFleet({ hosts: HOSTS, domains: DOMAINS, seed: FLEET, nowMs: Date.now() }));
  await db.host.createMany({
    data: specs.map((spec) => ({ name: spec.name, uri: spec.uri, driver: 'simulated', class: spec.class })),
  });
}

async function waitForInventory(db: Db): Promise<{ id: string; hostId: string }[]> {
  const deadline = nowMs() + READY_DEADLINE_MS;
  for (;;) {
    const up = await db.host.count({ where: { status: 'up' } });
    if (up === HOSTS && (await db.domain.count()) === DOMAINS) break;
    if (nowMs() > deadline) throw new Error(`only ${up} of ${HOSTS} hosts are up after ${READY_DEADLINE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const rows = await db.domain.findMany({
    where: { state: 'running' },
    select: { id: true, hostId: true },
    orderBy: { id: 'asc' },
  });
  return rows.flatMap(({ id, hostId }) => (hostId === null ? [] : [{ id, hostId }]));
}
