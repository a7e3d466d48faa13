/** A database that knows the rig's hosts. For rig tests only. */
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import { isFinished, type OperationState } from '@/lib/domain/operation';
import { createMigration } from '@/lib/operations/create-migration';
import { OPERATIONS } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import { createDb, type Db } from '@/lib/server/db/client';
import { waitUntil } from '@/tools/shared/wait-until';
import { createTestDatabase, type TestDatabase } from '@/tools/test/create-test-database';
import { startAgent, type RunningAgent } from '@/lib/agent/start-agent';
import type { AgentEvent } from '@/lib/agent/agent-events';
import { ACTOR } from './simulated-site';

export interface RigSite {
  readonly database: TestDatabase;
  readonly db: Db;
  readonly events: AgentEvent[];
  startAgent(): Promise<RunningAgent>;
  domain(name: string): Promise<Awaited<ReturnType<Db['domain']['findFirstOrThrow']>>>;
  otherHost(hostId: string): string;
  submit(kind: 'start-domain' | 'destroy-domain', name: string): Promise<string>;
  migrate(name: string, toHostId: string): Promise<string>;
  finished(id: string): Promise<Awaited<ReturnType<Db['operation']['findUniqueOrThrow']>>>;
  until(what: string, check: () => Promise<boolean>): Promise<void>;
  stopAgents(): Promise<void>;
  close(): Promise<void>;
}

const GUESTS = 4;

export async function createRigSite(): Promise<RigSite> {
  const database = await createTestDatabase();
  const db = createDb(database.url);
  const driver = createLibvirtDriver();
  const hosts = inject('rigHosts').map((host) => ({ ...host, id: randomUUID() }));
  await db.host.createMany({
    data: hosts.map(({ id, name, uri, migrationUri }) => ({ id, name, uri, migrationUri, driver: 'libvirt' })),
  });
  const agents: RunningAgent[] = [];
  const events: AgentEvent[] = [];
  const until = async (what: string, check: () => Promise<boolean>) => {
    await waitUntil(what, check, { deadlineMs: 60_000, everyMs: 10 });
  };
  const stopAgents = async () => {
    await Promise.all(agents.map(async (agent) => await agent.stop()));
  };
  const domain = async (name: string) => await db.domain.findFirstOrThrow({ where: { name } });
  return {
    database,
    db,
    events,
    domain,
    until,
    startAgent: async () => {
      const agent = await startAgent({
        databaseUrl: database.url,
        drivers: { libvirt: driver },
        openCredentials: () => ({}),
        onEvent: (event) => events.push(event),
      });
      agents.push(agent);
      await until(
        'the rig is read',
        async () => (await db.domain.count({ where: { hostId: { not: null } } })) >= GUESTS,
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
    migrate: async (name, toHostId) => {
      const row = await domain(name);
      const source = hosts.find((host) => host.id === row.hostId);
      const target = hosts.find((host) => host.id === toHostId);
      if (source === undefined || target === undefined) throw new Error(`${name} is on no host of the rig`);
      return await db.$transaction(async (tx) => {
        const { operation } = await submitOperation(tx, {
          kind: 'migrate-domain',
          input: {},
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
          options: OPERATIONS['migrate-domain'].input.parse({}),
          prediction: undefined,
          alternatives: [],
        });
        return operation.id;
      });
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
