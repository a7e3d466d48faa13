/** A database that knows real hosts: those of the rig, or of a lab. For tests of the projects that have them. */
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import type { Driver } from '@/lib/drivers/port';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { cancelOperation } from '@/lib/operations/cancel-operation';
import { createMigration } from '@/lib/operations/create-migration';
import { OPERATIONS, type OperationInput } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import { createDb, type Db } from '@/lib/server/db/client';
import { holdGuests } from '@/tools/lab/hold-guests';
import { RIG_GUESTS } from '@/tools/rig/domain-xml';
import { ensureProgramsUser } from '@/tools/shared/service-user';
import { waitUntil } from '@/tools/shared/wait-until';
import { createTestDatabase, type TestDatabase } from '@/tools/test/create-test-database';
import { startAgent, type RunningAgent, type StartAgentOptions } from '@/lib/agent/start-agent';
import type { AgentEvent } from '@/lib/agent/agent-events';
import { ACTOR } from './simulated-site';

type PlainKind = `${'start' | 'destroy' | 'save' | 'restore'}-domain` | 'check-domain-drift';

export interface RealSite {
  readonly database: TestDatabase;
  readonly db: Db;
  readonly events: AgentEvent[];
  /** The agents' own: libvirt's event loop is the process's, and a second driver would take part of its events. */
  readonly driver: Driver;
  startAgent(options?: Partial<StartAgentOptions>): Promise<RunningAgent>;
  domain(name: string): Promise<Awaited<ReturnType<Db['domain']['findFirstOrThrow']>>>;
  otherHost(hostId: string): string;
  submit(kind: PlainKind, name: string): Promise<string>;
  /** Live unless said otherwise. */
  migrate(name: string, toHostId: string, input?: OperationInput<'migrate-domain'>): Promise<string>;
  cancel(id: string): Promise<void>;
  finished(id: string): Promise<Awaited<ReturnType<Db['operation']['findUniqueOrThrow']>>>;
  until(what: string, check: () => Promise<boolean>): Promise<void>;
  stopAgents(): Promise<void>;
  close(): Promise<void>;
}

/** A look is a statement or two, on processors that the emulated guests need; what real guests do lasts longer. */
const LOOK_EVERY_MS = 50;
/** Rig guests obey within seconds. */
const RIG_DEADLINE_MS = 60_000;

export interface RealSiteOptions {
  readonly hosts: readonly { readonly name: string; readonly uri: string; readonly migrationUri: string }[];
  /** Domains that must have been read before an agent counts as started. */
  readonly guests: number;
  /** What is waited for takes no longer. */
  readonly deadlineMs: number;
  /** Between two looks; left out: often, for guests that obey within a second. */
  readonly lookEveryMs?: number | undefined;
}

export const createRigSite = async (deadlineMs = RIG_DEADLINE_MS): Promise<RealSite> =>
  createRealSite({ hosts: inject('rigHosts'), guests: RIG_GUESTS.length, deadlineMs });

/** For files that ask only what they make: the rig's own guests stand still until it is closed, and take no processor time. */
export async function createQuietRigSite(deadlineMs?: number): Promise<RealSite> {
  const names = RIG_GUESTS.map(({ name }) => name);
  const release = await holdGuests(inject('rigHosts'), names);
  try {
    const site = await createRigSite(deadlineMs);
    const close = async () => {
      try {
        await site.close();
      } finally {
        await release();
      }
    };
    return { ...site, close };
  } catch (error) {
    await release();
    throw error;
  }
}

export async function createRealSite(options: RealSiteOptions): Promise<RealSite> {
  const database = await createTestDatabase();
  const db = createDb(database.url);
  const driver = createLibvirtDriver({ programsUser: await ensureProgramsUser() });
  const hosts = options.hosts.map((host) => ({ ...host, id: randomUUID() }));
  await db.host.createMany({
    data: hosts.map(({ id, name, uri, migrationUri }) => ({ id, name, uri, migrationUri, driver: 'libvirt' })),
  });
  const agents: RunningAgent[] = [];
  const events: AgentEvent[] = [];
  const until = async (what: string, check: () => Promise<boolean>) => {
    await waitUntil(what, check, { deadlineMs: options.deadlineMs, everyMs: options.lookEveryMs ?? LOOK_EVERY_MS });
  };
  const stopAgents = async () => {
    await Promise.all(agents.map(async (agent) => await agent.stop()));
  };
  const domain = async (name: string) => await db.domain.findFirstOrThrow({ where: { name } });
  return {
    database,
    db,
    events,
    driver,
    domain,
    until,
    startAgent: async (more = {}) => {
      const agent = await startAgent({
        databaseUrl: database.url,
        drivers: { libvirt: driver },
        openCredentials: () => ({}),
        onEvent: (event) => events.push(event),
        ...more,
      });
      agents.push(agent);
      await until(
        'the hosts are read',
        async () => (await db.domain.count({ where: { hostId: { not: null } } })) >= options.guests,
      );
      return agent;
    },
    otherHost: (hostId) => hosts.find((host) => host.id !== hostId)?.id ?? '',
    submit: async (kind, name) => {
      const row = await domain(name);
      const { operation } = await db.$transaction((tx) =>
        submitOperation(tx, {
          kind,
          input: {},
          actor: ACTOR,
          title: `${kind} ${name}`,
          domainId: row.id,
          hostId: row.hostId ?? undefined,
        }),
      );
      return operation.id;
    },
    migrate: async (name, toHostId, input = {}) => {
      const row = await domain(name);
      const source = hosts.find((host) => host.id === row.hostId);
      const target = hosts.find((host) => host.id === toHostId);
      if (source === undefined || target === undefined) throw new Error(`${name} is on none of the hosts`);
      return await db.$transaction(async (tx) => {
        const { operation } = await submitOperation(tx, {
          kind: 'migrate-domain',
          input,
          actor: ACTOR,
          title: `Migrate ${name} from ${source.name} to ${target.name}`,
          domainId: row.id,
          hostId: source.id,
          targetHostId: target.id,
        });
        await createMigration(tx, {
          operationId: operation.id,
          domain: { id: row.id, name },
          source,
          target,
          simulated: false,
          options: OPERATIONS['migrate-domain'].input.parse(input),
          prediction: undefined,
          alternatives: [],
        });
        return operation.id;
      });
    },
    cancel: async (id) => {
      await db.$transaction(async (tx) => await cancelOperation(tx, { operationId: id, actor: ACTOR }));
    },
    finished: async (id) => {
      const read = async () => await db.operation.findUniqueOrThrow({ where: { id } });
      // The column holds nothing but these words.
      await until(`operation ${id} ends`, async () => isFinished((await read()).state as OperationState));
      return await read();
    },
    stopAgents,
    close: async () => {
      await stopAgents();
      await driver.stop();
      await db.$disconnect();
      await database.drop();
    },
  };
}
