/** A simulated testbed, a database that knows its hosts, and the words tests use on them. For tests only. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSimulatedBatch } from '@/lib/batch/simulated/batch-system';
import type { BatchSystem } from '@/lib/batch/port';
import { createSimulatedDriver } from '@/lib/drivers/simulated/driver';
import { dempseyKvmHost } from '@/lib/drivers/simulated/host-models';
import { createWorldServer, type WorldServer } from '@/lib/drivers/simulated/serve/world-server';
import { makeTestDomain, type TestDomainInput } from '@/lib/drivers/simulated/simulated-fixtures';
import type { WorldSeed } from '@/lib/drivers/simulated/world/records';
import { createWorld, type World } from '@/lib/drivers/simulated/world/world';
import type { Driver } from '@/lib/drivers/port';
import type { Scope } from '@/lib/domain/access';
import type { RestartPriority } from '@/lib/domain/domain';
import type { OperationKind } from '@/lib/domain/operation';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { cancelOperation } from '@/lib/operations/cancel-operation';
import { createMigration } from '@/lib/operations/create-migration';
import { OPERATIONS, type OperationInput } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import { actorFor } from '@/lib/server/auth/actor-for';
import { createDb, type Db } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { SECOND_MS } from '@/lib/utils/time';
import { waitUntil } from '@/tools/shared/wait-until';
import { createTestDatabase, type TestDatabase } from '@/tools/test/create-test-database';
import { startAgent, type RunningAgent, type StartAgentOptions } from '@/lib/agent/start-agent';
import type { AgentEvent } from '@/lib/agent/agent-events';
import { createSkippingClock, type SkippingClock } from './skipping-clock';

export const ACTOR = { userId: 'tester', name: 'Tester' };
/** Small and quiet, so that a simulated boot or move takes a fraction of a second. */
const QUICK = { bootMs: 50, shutdownMs: 50, usedShare: 0.1, dirtyBytesPerSecond: 1e5, workingSetBytes: 1e6 };

/** The simulated world finds out at most so late that time was skipped for what it had planned. */
const WORLD_LOOKS_EVERY_MS = 50;

export interface SiteDomain {
  readonly name: string;
  readonly host: string;
  readonly running?: boolean;
  readonly habits?: TestDomainInput['habits'];
  readonly memoryKiB?: number;
  readonly guestMode?: TestDomainInput['guestMode'];
  readonly restartPriority?: RestartPriority;
  readonly affinity?: string;
  /** A worker node with so many; left out: no batch system knows it. */
  readonly slots?: number;
}

export interface Site {
  readonly database: TestDatabase;
  readonly db: Db;
  readonly driver: Driver;
  readonly batch: BatchSystem;
  readonly world: World;
  readonly server: WorldServer;
  readonly events: AgentEvent[];
  /** The agents' and the world's: a test skips its waits on it. */
  readonly clock: SkippingClock;
  hostId(name: string): string;
  domainId(name: string): string;
  startAgent(options?: Partial<StartAgentOptions>): Promise<RunningAgent>;
  /** Waits until every host is up in the database and every domain is known. */
  read(): Promise<void>;
  submit<Kind extends OperationKind>(kind: Kind, domain: string, input: OperationInput<Kind>): Promise<string>;
  migrate(domain: string, from: string, to: string, input?: OperationInput<'migrate-domain'>): Promise<string>;
  cancel(id: string): Promise<void>;
  finished(id: string, deadlineMs?: number): Promise<Awaited<ReturnType<Db['operation']['findUniqueOrThrow']>>>;
  until(what: string, check: () => Promise<boolean>, deadlineMs?: number): Promise<void>;
  /** The same, and what loops sleep is skipped: half a second before each look, unless said otherwise. */
  skipping(
    what: string,
    check: () => Promise<boolean>,
    limits?: { stepMs?: number; deadlineMs?: number },
  ): Promise<void>;
  /**
   * Until `work` has ended, the agents of this process and the simulated world have some five seconds a second, fewer on a busy machine:
   * a guest boots at once. Agents in processes of their own keep their clocks.
   */
  hurrying<T>(work: Promise<T>): Promise<T>;
  /** What a service is called with by an operator with an account of its own, which plans that outlive the call look up. */
  operator(scopes: readonly Scope[]): Promise<ServiceContext>;
  close(): Promise<void>;
}

/** Hours of loops pass in it; what takes longer hangs. */
const SKIPPING_DEADLINE_MS = 60_000;

/** Simulated moves of small guests are over soon, and what is waited for is often in the middle of one. */
const LOOK_EVERY_MS = 20;
/**
 * What simulated hosts do is over within a second. A busy machine takes longer, and longest where a connection is lost: who makes it anew gives
 * a try ten seconds. Below the limit of a test, which would not say what was waited for.
 */
const UNTIL_MS = 40_000;
/** A step is shorter than any loop's pause, so that none is left out. */
const HURRY_EVERY_MS = 50;
const HURRY_STEP_MS = 200;

/** UUIDs of test domains are made of their names' order, so that a failing test can be read. */
export async function createSite(input: {
  readonly hosts: readonly string[];
  readonly domains: readonly SiteDomain[];
  /** Hosts with their domains besides, as they are. */
  readonly seed?: WorldSeed;
  /** Closing the site drops it; one of the run's own PostgreSQL where it is not given. */
  readonly database?: TestDatabase;
}): Promise<Site> {
  const nowMs = Date.now();
  const domainIds = new Map(input.domains.map((domain) => [domain.name, randomUUID()]));
  const { seed = { hosts: [], domains: [] } } = input;
  const records = [...input.hosts.map((name) => dempseyKvmHost({ name, bootedAtMs: nowMs })), ...seed.hosts];
  const hostIds = new Map(records.map(({ name }) => [name, randomUUID()]));
  const world = createWorld({
    nowMs,
    seed: {
      hosts: records,
      domains: input.domains
        .map(
          ({
            name,
            host,
            running = true,
            habits,
            memoryKiB = 128 * 1024,
            guestMode = 'hvm',
            restartPriority,
            affinity,
            slots,
          }) => ({
            host,
            domain: makeTestDomain({
              id: must(domainIds, name),
              name,
              nowMs,
              running,
              guestMode,
              memoryKiB,
              habits: { ...QUICK, ...habits },
              restartPriority,
              affinity,
              slots,
            }),
          }),
        )
        .concat(seed.domains),
    },
  });
  const classOf = (name: string) => {
    const found = seed.hosts.find((host) => host.name === name);
    return found === undefined ? {} : { class: found.class };
  };
  const clock = createSkippingClock(() => server.tick());
  const server = createWorldServer({
    world,
    now: () => Date.now() + clock.skippedMs,
    // A skip makes what is due come sooner than it was when the timer was set.
    setTimer: (run, ms) => setTimeout(run, Math.min(ms, WORLD_LOOKS_EVERY_MS)),
  });
  const driver = createSimulatedDriver({ server });
  const batch = createSimulatedBatch({ server });
  const database = input.database ?? (await createTestDatabase());
  const db = createDb(database.url);
  await db.host.createMany({
    data: records.map(({ name }) => ({
      id: must(hostIds, name),
      name,
      uri: `simulated://openlab/${name}`,
      driver: 'simulated',
      ...classOf(name),
    })),
  });
  const agents: RunningAgent[] = [];
  const events: AgentEvent[] = [];
  const until = async (what: string, check: () => Promise<boolean>, deadlineMs = UNTIL_MS): Promise<void> => {
    await waitUntil(what, check, { deadlineMs, everyMs: LOOK_EVERY_MS });
  };

  const site: Site = {
    database,
    db,
    driver,
    batch,
    world,
    server,
    events,
    clock,
    hostId: (name) => must(hostIds, name),
    domainId: (name) => must(domainIds, name),
    until,
    skipping: async (what, check, { stepMs = SECOND_MS / 2, deadlineMs = SKIPPING_DEADLINE_MS } = {}) => {
      const look = async (): Promise<boolean> => {
        clock.skip(stepMs);
        return await check();
      };
      await until(what, look, deadlineMs);
    },
    hurrying: async (work) => {
      const over = new AbortController();
      const hurry = async (): Promise<void> => {
        while (!over.signal.aborted) {
          clock.skip(HURRY_STEP_MS);
          // Where the machine is slow, time is as slow: what has a deadline has to come to its turn within it.
          await db.$queryRaw`select 1`.catch(() => undefined);
          await sleep(HURRY_EVERY_MS);
        }
      };
      const hurried = hurry();
      try {
        return await work;
      } finally {
        over.abort();
        await hurried;
      }
    },
    operator: async (scopes) => {
      const owner = await db.user.create({
        data: { id: randomUUID(), name: 'Olga', email: 'olga@gridbox.local', emailVerified: true, role: 'operator' },
      });
      const actor = await actorFor(db, { ownerId: owner.id, ownerName: owner.name }, { scopes, work: 'move domains' });
      if (typeof actor === 'string') throw new Error(actor);
      return { actor, db, now: () => clock.now(), requestId: 'test', address: undefined };
    },
    startAgent: async (options = {}) => {
      const agent = await startAgent({
        databaseUrl: database.url,
        drivers: { simulated: driver },
        batch: [batch],
        openCredentials: () => ({}),
        clock,
        onEvent: (event) => events.push(event),
        ...options,
      });
      agents.push(agent);
      return agent;
    },
    read: async () => {
      await until('hosts are read', async () => {
        const up = await db.host.count({ where: { status: 'up' } });
        const known = await db.domain.count({ where: { hostId: { not: null }, missingSince: null } });
        return up === records.length && known === input.domains.length + seed.domains.length;
      });
    },
    submit: async (kind, domain, operationInput) => {
      const { operation } = await db.$transaction(async (tx) => {
        const row = await tx.domain.findUnique({ where: { id: must(domainIds, domain) } });
        return await submitOperation(tx, {
          kind,
          input: operationInput,
          actor: ACTOR,
          title: `${kind} ${domain}`,
          domainId: must(domainIds, domain),
          hostId: row?.hostId ?? undefined,
        });
      });
      return operation.id;
    },
    migrate: async (domain, from, to, migrate = {}) => {
      const submitted = await db.$transaction(async (tx) => {
        const { operation } = await submitOperation(tx, {
          kind: 'migrate-domain',
          input: migrate,
          actor: ACTOR,
          title: `Migrate ${domain} from ${from} to ${to}`,
          domainId: must(domainIds, domain),
          hostId: must(hostIds, from),
          targetHostId: must(hostIds, to),
        });
        await createMigration(tx, {
          operationId: operation.id,
          domain: { id: must(domainIds, domain), name: domain },
          source: { id: must(hostIds, from), name: from },
          target: { id: must(hostIds, to), name: to },
          simulated: true,
          options: OPERATIONS['migrate-domain'].input.parse(migrate),
          prediction: undefined,
          alternatives: [],
        });
        return operation;
      });
      return submitted.id;
    },
    cancel: async (id) => {
      await db.$transaction((tx) => cancelOperation(tx, { operationId: id, actor: ACTOR }));
    },
    finished: async (id, deadlineMs) => {
      const read = async () => await db.operation.findUniqueOrThrow({ where: { id } });
      // The column holds nothing but these words.
      await until(`operation ${id} ends`, async () => isFinished((await read()).state as OperationState), deadlineMs);
      return await read();
    },
    close: async () => {
      await Promise.all(agents.map(async (agent) => await agent.stop()));
      await driver.stop();
      await batch.stop();
      server.stop();
      await db.$disconnect();
      await database.drop();
    },
  };
  return site;
}

function must(map: ReadonlyMap<string, string>, key: string): string {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the test site has no ${key}`);
  return value;
}
