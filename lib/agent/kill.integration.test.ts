/**
 * An agent is killed at every step of a start, a save, a restore and a migration; another takes over within 15 s of the lease's end, asks
 * the (simulated) hypervisors what is true, and ends the operation with that truth.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runUntilKilled } from './testing/run-until-killed';
import { serveWorld } from './testing/serve-world';
import { createSite, type Site } from './testing/simulated-site';

const START_POINTS = ['claimed', 'before-act', 'after-act', 'before-finish', 'after-finish'];
/** `acting`: the hypervisor writes or reads memory. */
const SAVE_POINTS = ['before-act', 'acting', 'after-act'];
const RESTORE_POINTS = ['acting', 'after-act', 'before-finish'];
/** At 128 MiB/s two seconds of writing, and of reading. */
const SAVED_GUEST = { habits: { usedShare: 1 }, memoryKiB: 256 * 1024 };
const MIGRATE_POINTS = [
  'claimed',
  'before-migrate',
  'copying',
  'after-migrate',
  'verified',
  'before-finish',
  'after-finish',
];
const TAKEOVER_MS = 15_000;
/** Long enough in copying for the death to fall into it. */
const SLOW = { usedShare: 1, dirtyBytesPerSecond: 1e6, workingSetBytes: 1e6 };

let site: Site;
let folder: string;
let listener: Server;
const killed = new Map<string, { id: string; leaseEndsAt: number }>();

beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two'],
    domains: [
      ...START_POINTS.map((point) => ({ name: `start ${point}`, host: 'one', running: false })),
      ...SAVE_POINTS.map((point) => ({ name: `save ${point}`, host: 'one', ...SAVED_GUEST })),
      ...RESTORE_POINTS.map((point) => ({ name: `restore ${point}`, host: 'two', ...SAVED_GUEST })),
      ...MIGRATE_POINTS.map((point) => ({
        name: `migrate ${point}`,
        host: 'one',
        habits: SLOW,
        memoryKiB: 128 * 1024,
      })),
    ],
  });
  folder = mkdtempSync(join(tmpdir(), 'gridbox-kill-'));
  const socketPath = join(folder, 'world.sock');
  listener = await serveWorld(site.server, socketPath);
  // The inventory is read once by an agent that ends in good order.
  const first = await site.startAgent();
  await site.read();
  const saved = await Promise.all(
    RESTORE_POINTS.map(async (point) => await site.submit('save-domain', `restore ${point}`, {})),
  );
  for (const id of saved) await site.finished(id, 30_000);
  await first.stop();
  const die = async (name: string, id: string, point: string) => {
    await runUntilKilled({ databaseUrl: site.database.url, driver: 'simulated', socketPath, operationId: id, point });
    const row = await site.db.operation.findUniqueOrThrow({ where: { id } });
    killed.set(name, { id, leaseEndsAt: row.leaseUntil?.getTime() ?? 0 });
  };
  for (const point of SAVE_POINTS) {
    const name = `save ${point}`;
    await die(name, await site.submit('save-domain', name, {}), `save-domain:${point}`);
  }
  for (const point of RESTORE_POINTS) {
    const name = `restore ${point}`;
    await die(name, await site.submit('restore-domain', name, {}), `restore-domain:${point}`);
  }
  // These are carried on before the next ones die: agents that live for a moment each would let them wait.
  const rescuer = await site.startAgent();
  for (const { id } of killed.values()) await site.finished(id, 60_000);
  await rescuer.stop();
  for (const point of START_POINTS) {
    const name = `start ${point}`;
    await die(name, await site.submit('start-domain', name, {}), `start-domain:${point}`);
  }
  for (const point of MIGRATE_POINTS) {
    const name = `migrate ${point}`;
    await die(name, await site.migrate(name, 'one', 'two'), `migrate-domain:${point}`);
  }
  await site.startAgent();
}, 300_000);
afterAll(async () => {
  listener.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the simulated hosts themselves say, past all of Gridbox. */
const runsOn = (name: string): string[] =>
  [...site.world.hosts].flatMap(([host, state]) =>
    state.domains.get(site.domainId(name))?.state === 'running' ? [host] : [],
  );

async function outcomeOf(name: string, endedBefore: boolean) {
  const { id, leaseEndsAt } = killed.get(name) ?? { id: '', leaseEndsAt: 0 };
  const done = await site.finished(id, 60_000);
  expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
  // A later agent of this test may have taken it over and died in the middle of it, at its own point.
  if (endedBefore) expect(done.attempt).toBe(1);
  else expect(done.attempt).toBeGreaterThanOrEqual(2);
  if (!endedBefore) {
    const takeover = await site.db.operationStep.findFirstOrThrow({
      where: { operationId: id, attempt: 2 },
      orderBy: { sequence: 'asc' },
    });
    expect(takeover.startedAt.getTime()).toBeGreaterThanOrEqual(leaseEndsAt);
    expect(takeover.startedAt.getTime() - leaseEndsAt).toBeLessThan(TAKEOVER_MS);
    const left = await site.db.operationStep.findMany({ where: { operationId: id, attempt: 1, state: 'running' } });
    expect(left).toEqual([]);
  }
  return { id };
}

test.each(START_POINTS)(
  'a start whose agent dies at "%s" ends with the domain running once',
  async (point) => {
    const name = `start ${point}`;
    await outcomeOf(name, point === 'after-finish');
    expect(runsOn(name)).toEqual(['one']);
  },
  90_000,
);

test.each(SAVE_POINTS)(
  'a save whose agent dies at "%s" ends with the memory saved once',
  async (point) => {
    const name = `save ${point}`;
    const { id } = await outcomeOf(name, false);
    const record = site.world.hosts.get('one')?.domains.get(site.domainId(name));
    expect(record).toMatchObject({ state: 'saved' });
    await site.until('the inventory knows', async () => {
      const row = await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId(name) } });
      return row.state === 'saved';
    });
    if (point !== 'acting') return;
    // The second run waited for what the first had begun.
    const steps = await site.db.operationStep.findMany({ where: { operationId: id, attempt: 2 } });
    expect(steps).toMatchObject([{ name: 'save', state: 'skipped' }]);
  },
  90_000,
);

test.each(RESTORE_POINTS)(
  'a restore whose agent dies at "%s" ends with the guest running, its memory kept',
  async (point) => {
    const name = `restore ${point}`;
    const { id } = await outcomeOf(name, false);
    expect(runsOn(name)).toEqual(['two']);
    const hear = await site.db.operationStep.findFirst({
      where: { operationId: id, name: 'hear', state: 'succeeded' },
    });
    expect(hear?.detail).toMatch(/its memory was kept/);
  },
  90_000,
);

test.each(MIGRATE_POINTS)(
  'a migration whose agent dies at "%s" ends with one running copy, at the target',
  async (point) => {
    const name = `migrate ${point}`;
    const { id } = await outcomeOf(name, point === 'after-finish');
    expect(runsOn(name)).toEqual(['two']);
    const domain = await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId(name) } });
    expect(domain).toMatchObject({ hostId: site.hostId('two'), state: 'running', splitBrain: false });
    const migration = await site.db.migration.findUniqueOrThrow({ where: { operationId: id } });
    expect(migration).toMatchObject({ stage: 'done', progress: 1 });
    expect(migration.guestHeardAt).toBeInstanceOf(Date);
  },
  120_000,
);

test('no alarm was raised on the way', async () => {
  expect(await site.db.alarm.findMany({ where: { resolvedAt: null } })).toEqual([]);
});
