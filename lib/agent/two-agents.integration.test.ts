/** Two agents on one database: hosts and operations are shared without a word between them, and taken over without one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import type { AgentEvent } from './agent-events';
import { runUntilKilled } from './testing/run-until-killed';
import { serveWorld } from './testing/serve-world';
import { createSite, type Site } from './testing/simulated-site';
import { CLAIM_HOSTS_EVERY_MS, LEASE_MS, READ_EVERY_MS, SWEEP_EVERY_MS } from './tunables';

const HOSTS = ['one', 'two', 'three', 'four'];
/** Nearly a minute at the cap below, so that it is copied for as long as the test looks; the rest is skipped. */
const SLOW = { usedShare: 1, dirtyBytesPerSecond: 1e6, workingSetBytes: 1e6 };
/** Above what the lease, the claims of hosts and the sweep add up to, by a slow start of a process. */
const TAKEOVER_MS = LEASE_MS + CLAIM_HOSTS_EVERY_MS + SWEEP_EVERY_MS + 6 * SECOND_MS;

const namesRead = (events: readonly AgentEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'host.read' ? [event.name] : []));
const idsClaimed = (events: readonly AgentEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'operation.claimed' ? [event.id] : []));

async function startListening(site: Site): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  await site.startAgent({ onEvent: (event) => events.push(event) });
  return events;
}

test('each host is read by one of two agents, and each operation is run once', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `d${index}`);
  const site = await createSite({
    hosts: HOSTS,
    domains: names.map((name, index) => ({ name, host: HOSTS[index % HOSTS.length] ?? '' })),
  });
  try {
    const [a, b] = await Promise.all([startListening(site), startListening(site)]);
    await site.read();
    await site.until('every host is read again and again', () => {
      site.clock.skip(READ_EVERY_MS);
      const read = namesRead([...a, ...b]);
      return Promise.resolve(HOSTS.every((host) => read.filter((name) => name === host).length >= 4));
    });
    for (const host of HOSTS) {
      const readers = [a, b].filter((events) => namesRead(events).includes(host));
      expect(readers, host).toHaveLength(1);
    }

    const ids: string[] = [];
    for (const kind of ['pause-domain', 'resume-domain', 'reset-domain'] as const) {
      ids.push(...(await Promise.all(names.map((name) => site.submit(kind, name, {})))));
    }
    const done = await Promise.all(ids.map((id) => site.finished(id)));
    for (const one of done) expect(one).toMatchObject({ state: 'succeeded', attempt: 1, fencingToken: 1 });
    expect(idsClaimed([...a, ...b]).toSorted()).toEqual(ids.toSorted());
    const steps = await site.db.operationStep.groupBy({ by: ['operationId', 'name'], _count: true });
    for (const step of steps) expect(step).toMatchObject({ _count: 1 });
  } finally {
    await site.close();
  }
}, 60_000);

test('when an agent dies without a word another takes over its hosts and its operation', async () => {
  const site = await createSite({
    hosts: HOSTS,
    domains: [{ name: 'a', host: 'one', habits: SLOW, memoryKiB: 512 * 1024 }],
  });
  const folder = mkdtempSync(join(tmpdir(), 'gridbox-two-'));
  const socketPath = join(folder, 'world.sock');
  const listener = await serveWorld(site.server, socketPath);
  const seen = async () =>
    new Map((await site.db.host.findMany()).map((host) => [host.name, host.seenAt?.getTime() ?? 0]));
  const untilReadSince = async (what: string, before: ReadonlyMap<string, number>) => {
    await site.until(what, async () => {
      const now = await seen();
      return HOSTS.every((host) => (now.get(host) ?? 0) > (before.get(host) ?? 0));
    });
  };
  const operation = async (id: string) => await site.db.operation.findUniqueOrThrow({ where: { id } });
  try {
    // The inventory is read once by an agent that ends in good order.
    const reader = await site.startAgent();
    await site.read();
    await reader.stop();

    const atRest = await seen();
    const id = await site.migrate('a', 'one', 'two', { bandwidthMiBps: 10 });
    let alive = true;
    const death = runUntilKilled({
      databaseUrl: site.database.url,
      driver: 'simulated',
      socketPath,
      operationId: id,
      point: 'migrate-domain:after-migrate',
    }).finally(() => (alive = false));
    await site.until('the first runs it', async () => (await operation(id)).state === 'running', 30_000);
    const { owner } = await operation(id);
    // An operation may be claimed before the hosts are: a host that nobody has read yet would be the second's by right.
    await untilReadSince('the first reads every host', atRest);
    const before = await seen();

    const events = await startListening(site);
    await untilReadSince('the first reads on', before);
    expect(alive).toBe(true);
    // It asked for hosts and operation, and got neither.
    expect(namesRead(events)).toEqual([]);
    expect(idsClaimed(events)).toEqual([]);
    expect(await operation(id)).toMatchObject({ owner, attempt: 1 });

    site.clock.skip(MINUTE_MS);
    await death;
    const died = performance.now();
    await site.until('the second reads every host', () =>
      Promise.resolve(HOSTS.every((host) => namesRead(events).includes(host))),
    );
    // A session lock goes with its connection: no lease has to end for it.
    expect(performance.now() - died).toBeLessThan(LEASE_MS);
    expect(await site.finished(id, TAKEOVER_MS)).toMatchObject({ state: 'succeeded', attempt: 2, errorMessage: null });
    expect(idsClaimed(events)).toEqual([id]);
    const running = HOSTS.filter((host) => site.world.hosts.get(host)?.domains.has(site.domainId('a')));
    expect(running).toEqual(['two']);
    expect(await site.db.domain.findUniqueOrThrow({ where: { id: site.domainId('a') } })).toMatchObject({
      hostId: site.hostId('two'),
      state: 'running',
      missingSince: null,
      splitBrain: false,
    });
    expect(await site.db.alarm.count()).toBe(0);
  } finally {
    listener.close();
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
