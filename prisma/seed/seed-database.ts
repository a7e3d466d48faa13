/**
 * What a new Gridbox begins with: its first administrator, the simulated testbed, the hosts of the rig where there is one,
 * and the figures of 2006. Safe to run at every start.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readShippedDefinitions } from '@/lib/benchmarks/read-definitions';
import { AppError } from '@/lib/domain/errors';
import { hostId } from '@/lib/domain/ids';
import { HOST_CLASSES, type DriverName, type HostClass } from '@/lib/domain/host';
import { openlabHosts } from '@/lib/drivers/simulated/testbed';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { makeAccount, prepareOneTimePassword } from '@/lib/server/auth/make-account';
import { createDb, type Db, type Tx } from '@/lib/server/db/client';
import { appendEvent } from '@/lib/server/events/append-event';
import { removeHost } from '@/lib/server/services/hosts/remove-host';
import type { ServiceContext } from '@/lib/server/service-context';
import { readReferenceFigures } from './reference-figures';

export const FIRST_ADMINISTRATOR_EMAIL = 'admin@gridbox.local';

/** Any number that no other lock of this database uses: two starts at once seed one after the other. */
const SEED_LOCK = 7_301_002;
/** Both halves' first start may hold the lock for some seconds on a slow disk. */
const SEED_DEADLINE_MS = 30_000;

export interface SeedOptions {
  readonly databaseUrl: string;
  /** JSON that names the hosts of the rig; see `RigFile`. */
  readonly rigFile?: string | undefined;
  /** The simulated testbed; on unless said otherwise. */
  readonly simulated?: boolean | undefined;
  readonly now?: (() => Date) | undefined;
}

export interface SeedOutcome {
  /** Only where this call made the first administrator: shown once, kept nowhere. */
  readonly administrator?: { readonly email: string; readonly oneTimePassword: string };
  /** Names of hosts that this call added. */
  readonly hosts: readonly string[];
}

/** Written by whoever raises the rig. `migrationUri` is where other hosts send a migration to. */
export const RigFile = z.object({
  hosts: z.array(
    z.object({
      name: z.string().min(1).max(63),
      uri: z.string().min(1).max(1024),
      migrationUri: z.string().max(1024).optional(),
      class: z.enum(HOST_CLASSES).default('other'),
    }),
  ),
});

interface SeedHost {
  readonly name: string;
  readonly uri: string;
  readonly driver: DriverName;
  readonly class: HostClass;
  readonly migrationUri?: string | undefined;
}

/** @throws where the database does not answer, or the rig's file is not what it must be. */
export async function seedDatabase(options: SeedOptions): Promise<SeedOutcome> {
  const { databaseUrl, rigFile, simulated = true, now = () => new Date() } = options;
  const rig = rigFile === undefined ? [] : RigFile.parse(JSON.parse(readFileSync(rigFile, 'utf8'))).hosts;
  const password = await prepareOneTimePassword();
  const db = createDb(databaseUrl, { max: 2 });
  try {
    return await db.$transaction(
      async (tx) => {
        await tx.$executeRaw`select pg_advisory_xact_lock(${SEED_LOCK}::bigint)`;
        const context = systemContext(db, now);
        const made = await seedAdministrator(tx, context, password.hash);
        await seedReferences(tx);
        await seedBenchmarks(tx, now);
        const hosts = [
          ...(simulated ? await seedSimulated(tx, context) : []),
          ...(await seedRig(
            tx,
            context,
            rig.map((host) => ({ ...host, driver: 'libvirt' })),
          )),
        ];
        return made
          ? { hosts, administrator: { email: FIRST_ADMINISTRATOR_EMAIL, oneTimePassword: password.text } }
          : { hosts };
      },
      { timeout: SEED_DEADLINE_MS, maxWait: SEED_DEADLINE_MS },
    );
  } finally {
    await db.$disconnect();
  }
}

/**
 * Adds hosts that a lab brought up, and follows those whose address has changed; one that was renamed in Gridbox keeps its name.
 * @returns names of those added.
 */
export async function registerHosts(
  databaseUrl: string,
  hosts: readonly { readonly name: string; readonly uri: string; readonly migrationUri: string }[],
): Promise<string[]> {
  const db = createDb(databaseUrl, { max: 1 });
  try {
    return await db.$transaction(
      async (tx) => {
        await tx.$executeRaw`select pg_advisory_xact_lock(${SEED_LOCK}::bigint)`;
        const context = systemContext(db, () => new Date());
        return await seedRig(
          tx,
          context,
          hosts.map((host) => ({ ...host, driver: 'libvirt', class: 'other' })),
        );
      },
      { timeout: SEED_DEADLINE_MS, maxWait: SEED_DEADLINE_MS },
    );
  } finally {
    await db.$disconnect();
  }
}

/**
 * Takes out the hosts of a lab that is gone, as an administrator would: their domains go from the lists, and adding them
 * again brings them back.
 * @returns names of those taken out, and one sentence for each that had to stay.
 */
export async function unregisterHosts(
  databaseUrl: string,
  uris: readonly string[],
): Promise<{ readonly removed: readonly string[]; readonly kept: readonly string[] }> {
  const db = createDb(databaseUrl, { max: 1 });
  const [removed, kept]: [string[], string[]] = [[], []];
  try {
    const context = systemContext(db, () => new Date());
    for (const host of await db.host.findMany({ where: { uri: { in: [...uris] } }, orderBy: { name: 'asc' } })) {
      try {
        await removeHost({ context, id: host.id, ifMatch: undefined });
        removed.push(host.name);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        kept.push(`${host.name} stays in Gridbox: ${error.message}`);
      }
    }
    return { removed, kept };
  } finally {
    await db.$disconnect();
  }
}

const systemContext = (db: Db, now: () => Date): ServiceContext => ({
  actor: { userId: 'system', name: 'Gridbox', role: 'administrator', scopes: ['hosts:write'], via: 'system' },
  db,
  now,
  requestId: randomUUID(),
  address: undefined,
});

/** Where any administrator exists, even a disabled one, people have taken over. */
async function seedAdministrator(tx: Tx, context: ServiceContext, passwordHash: string): Promise<boolean> {
  if ((await tx.user.count({ where: { role: 'administrator' } })) > 0) return false;
  const account = { name: 'Administrator', email: FIRST_ADMINISTRATOR_EMAIL, role: 'administrator', vos: [] } as const;
  const user = await makeAccount(tx, account, passwordHash);
  await writeAudit(tx, context, {
    action: 'createUser',
    subjectType: 'user',
    subjectId: user.id,
    subjectName: user.email,
    reason: 'First administrator of a new Gridbox',
    after: { role: user.role },
  });
  return true;
}

async function seedReferences(tx: Tx): Promise<void> {
  for (const { id, ...figure } of readReferenceFigures()) {
    await tx.referenceFigure.upsert({ where: { id }, create: { id, ...figure }, update: figure });
  }
}

/** A version that is there stays as it is: runs point to it. Older shipped versions are not offered any more. */
async function seedBenchmarks(tx: Tx, now: () => Date): Promise<void> {
  for (const definition of readShippedDefinitions()) {
    const { name, version } = definition;
    const added = await tx.benchmark.createMany({
      data: [{ name, version, body: definition, shipped: true, createdByName: 'Gridbox' }],
      skipDuplicates: true,
    });
    if (added.count > 0)
      await tx.benchmark.updateMany({
        where: { name, shipped: true, version: { lt: version }, retiredAt: null },
        data: { retiredAt: now() },
      });
  }
}

/** All or none: who has removed some of them does not want them back at the next start. */
async function seedSimulated(tx: Tx, context: ServiceContext): Promise<string[]> {
  if ((await tx.host.count({ where: { driver: 'simulated' } })) > 0) return [];
  const hosts = openlabHosts();
  for (const host of hosts)
    await addHost(tx, context, { name: host.name, uri: host.uri, driver: 'simulated', class: host.class });
  return hosts.map((host) => host.name);
}

/** The rig's sockets may lie elsewhere after a move of the data folder: a host of the same name follows. */
async function seedRig(tx: Tx, context: ServiceContext, hosts: readonly SeedHost[]): Promise<string[]> {
  const added: string[] = [];
  for (const host of hosts) {
    const known = await tx.host.findFirst({ where: { OR: [{ uri: host.uri }, { name: host.name }] } });
    if (known === null) {
      await addHost(tx, context, host);
      added.push(host.name);
    } else if (
      known.driver === 'libvirt' &&
      (known.uri !== host.uri || known.migrationUri !== (host.migrationUri ?? null))
    ) {
      await tx.host.update({
        where: { id: known.id },
        data: { uri: host.uri, migrationUri: host.migrationUri ?? null, version: { increment: 1 } },
      });
      await appendEvent(tx, { type: 'host.changed', hostId: hostId(known.id), hostName: known.name });
    }
  }
  return added;
}

async function addHost(tx: Tx, context: ServiceContext, host: SeedHost): Promise<void> {
  const id = randomUUID();
  await tx.host.create({
    data: {
      id,
      name: host.name,
      uri: host.uri,
      driver: host.driver,
      fence: { method: host.driver === 'simulated' ? 'simulated' : 'manual' },
      class: host.class,
      migrationUri: host.migrationUri ?? null,
    },
  });
  await writeAudit(tx, context, {
    action: 'createHost',
    subjectType: 'host',
    subjectId: id,
    subjectName: host.name,
    reason: 'Registered at the first start',
    after: { uri: host.uri, class: host.class },
  });
  await appendEvent(tx, { type: 'host.added', hostId: hostId(id), hostName: host.name });
}
