/**
 * The agent that carries out a site is killed at every step: while it is applied, while it is rolled back, while it is destroyed. The next
 * goes on, and is killed at the step after. At the end the site is there whole and once, or nothing of it is: asked of the simulated hosts,
 * past all of Gridbox.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endLeases } from '@/lib/agent/testing/end-leases';
import { runUntilKilled } from '@/lib/agent/testing/run-until-killed';
import { serveWorld } from '@/lib/agent/testing/serve-world';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import {
  administrator,
  boxText,
  leftOf,
  newSite,
  planAndApply,
  planAndDestroy,
  prepareEnvironment,
  putImage,
  readAgain,
  startSiteAgent,
} from '@/lib/agent/testing/site-files';
import { LOCAL_PATH } from '@/lib/drivers/simulated/host-models';
import type { ServiceContext } from '@/lib/server/service-context';

/** In the order in which a run comes to them. Every step of a creation and a deletion has a test of its own. */
const APPLY = [
  'make-network:before-act',
  'make-network:after-act',
  'create-domain:after-define',
  'create-domain:before-finish',
];
const TAKE_AWAY = [
  'delete-domain:planned',
  'delete-domain:before-finish',
  'remove-network:before-act',
  'remove-network:after-act',
  'prove-clean:before-hosts',
  'prove-clean:before-finish',
];
/** Agents that start one after the other, each an own process. */
const TEST_MS = 600_000;
const WITHIN_MS = 120_000;
const DOMAINS = ['box-ce', 'box-se', 'box-wn-1'];

let site: Site;
let context: ServiceContext;
let folder: string;
let listener: Server;

beforeAll(async () => {
  site = await createSite({ hosts: ['one'], domains: [{ name: 'other-01', host: 'one' }] });
  prepareEnvironment(site.database.url);
  putImage(site);
  folder = mkdtempSync(join(tmpdir(), 'gridbox-site-kill-'));
  listener = await serveWorld(site.server, join(folder, 'world.sock'));
  const first = await startSiteAgent(site);
  await site.read();
  await first.stop();
  context = await administrator(site.db);
}, TEST_MS);
afterAll(async () => {
  listener.close();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

const dieAt = async (points: readonly string[]): Promise<void> => {
  for (const point of points) {
    await site.hurrying(
      runUntilKilled({
        databaseUrl: site.database.url,
        driver: 'simulated',
        socketPath: join(folder, 'world.sock'),
        operationId: 'any',
        point,
      }),
    );
    await endLeases(site.db);
  }
};

/** By an agent that lives. */
async function carriedOut(id: string, state: string): Promise<void> {
  const agent = await startSiteAgent(site);
  await site
    .hurrying(site.until('the run ends', async () => (await readAgain(context, id)).endedAt !== null, WITHIN_MS))
    .finally(async () => await agent.stop());
  const run = await readAgain(context, id);
  expect([run.state, run.halted]).toEqual([state, state === 'rolled-back' ? run.halted : null]);
}
/** How often each operation of a run was asked for: once, whoever asked. */
async function twice(id: string): Promise<readonly string[]> {
  const rows = await site.db.operation.findMany({ where: { idempotencyKey: { startsWith: `site-run-${id}` } } });
  const titles = rows.map(({ title }) => title);
  return titles.filter((title, index) => titles.indexOf(title) !== index);
}
const domainsThere = (): readonly string[] =>
  leftOf(site, 'box')
    .filter((name) => DOMAINS.includes(name))
    .toSorted();

test(
  'a site whose agents die at every step of its making is there whole and once; and so it goes',
  async () => {
    const id = await newSite(context, boxText('box', { workers: 1 }));
    const applied = await planAndApply(context, id);
    await dieAt(APPLY);
    await carriedOut(applied.id, 'done');
    expect(domainsThere()).toEqual(DOMAINS);
    expect(leftOf(site, 'box')).toHaveLength(DOMAINS.length * 3 + 1);
    expect(await twice(applied.id)).toEqual([]);
    const destroyed = await planAndDestroy(context, id);
    await dieAt(TAKE_AWAY);
    await carriedOut(destroyed.id, 'destroyed');
    expect((await readAgain(context, destroyed.id)).proof?.clean).toBe(true);
    expect(leftOf(site, 'box')).toEqual([]);
    expect(await twice(destroyed.id)).toEqual([]);
  },
  TEST_MS,
);

test(
  'a site that is rolled back while its agents die at every step leaves nothing but what was there before',
  async () => {
    // Somebody's own file stands where the worker node's disk would be, so that it fails when the others are there.
    const path = `${LOCAL_PATH}/box2-wn-1-vda.qcow2`;
    for (const { record } of site.world.hosts.values()) record.disks?.push({ path, bytes: 1, capacityBytes: 1 });
    const id = await newSite(context, boxText('box2', { workers: 1 }));
    const run = await planAndApply(context, id);
    await dieAt(['create-domain:before-finish', ...TAKE_AWAY]);
    await carriedOut(run.id, 'rolled-back');
    expect(leftOf(site, 'box2')).toEqual([path]);
    expect(await twice(run.id)).toEqual([]);
    expect(await site.db.siteNode.count({ where: { siteId: id } })).toBe(0);
  },
  TEST_MS,
);
