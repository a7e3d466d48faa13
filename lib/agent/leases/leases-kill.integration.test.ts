/**
 * The agent that makes a lease is killed at every step of its site, and so is the one that takes it away. The next goes on. At the end the
 * lease is there whole and once, or nothing of it is: asked of the simulated hosts, past all of Gridbox.
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
  leftOf,
  prepareEnvironment,
  putImage,
  SITE_IMAGE,
  startSiteAgent,
} from '@/lib/agent/testing/site-files';
import type { LeaseState } from '@/lib/domain/lease';
import type { ServiceContext } from '@/lib/server/service-context';
import { endLease } from '@/lib/server/services/leases/end-lease';
import { makeEnvironment, makeLease } from '@/lib/server/testing/lease-world';

/** In the order in which a lease comes to them; every step of the loop's own is tried in `mortal-lease.integration.test.ts`. */
const MAKE = ['make-network:after-act', 'create-domain:after-define', 'create-domain:before-finish'];
const TAKE_AWAY = [
  'keep-disks:after-stop',
  'keep-disks:disk-kept',
  'delete-domain:planned',
  'delete-domain:before-finish',
  'remove-network:after-act',
  'prove-clean:before-finish',
];
/** Agents that start one after the other, each an own process. */
const TEST_MS = 600_000;
const WITHIN_MS = 120_000;

let site: Site;
let context: ServiceContext;
let folder: string;
let keptDir: string;
let listener: Server;
beforeAll(async () => {
  site = await createSite({ hosts: ['one'], domains: [{ name: 'other-01', host: 'one' }] });
  prepareEnvironment(site.database.url);
  putImage(site);
  folder = mkdtempSync(join(tmpdir(), 'gridbox-lease-kill-'));
  keptDir = join(folder, 'kept');
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
        keptDir,
      }),
    );
    await endLeases(site.db);
  }
};
const stateOf = async (id: string): Promise<string> => (await site.db.lease.findUniqueOrThrow({ where: { id } })).state;
/** By an agent that lives. */
async function carriedOut(id: string, state: LeaseState): Promise<void> {
  const agent = await startSiteAgent(site, { kept: { dir: keptDir, bytesPerVo: 1 } });
  await site
    .hurrying(site.until(`the lease is ${state}`, async () => (await stateOf(id)) === state, WITHIN_MS))
    .finally(async () => await agent.stop());
}

test(
  'a lease whose agents die at every step of its making is there whole and once; and so it goes',
  async () => {
    const environment = await makeEnvironment(site.db, {
      image: { path: SITE_IMAGE, sha512: '0'.repeat(128) },
      isolation: 'dedicated',
    });
    const { id, number } = await makeLease(site.db, {
      vo: 'atlas',
      state: 'approved',
      environmentId: environment.id,
      count: 2,
    });
    await site.db.lease.update({
      where: { id },
      data: { hostClass: 'other', decidedById: context.actor.userId, atEnd: 'export', keepDays: 1 },
    });
    await dieAt(MAKE);
    await carriedOut(id, 'active');
    const domains = [`lease-${number}-wn-1`, `lease-${number}-wn-2`];
    expect(
      leftOf(site, `lease-${number}`)
        .filter((name) => domains.includes(name))
        .toSorted(),
    ).toEqual(domains);
    await endLease({ context, id, input: {} });
    await dieAt(TAKE_AWAY);
    await carriedOut(id, 'ended');
    expect(await site.db.lease.findUniqueOrThrow({ where: { id } })).toMatchObject({
      outcome: 'used',
      proof: { clean: true },
    });
    expect(leftOf(site, `lease-${number}`)).toEqual([]);
    // Of simulated disks it is kept that they were there, and nothing that could be fetched.
    const kept = await site.db.keptDisk.findMany({ orderBy: { domainName: 'asc' } });
    expect(kept.map(({ domainName, state, simulated, sha512 }) => [domainName, state, simulated, sha512])).toEqual(
      domains.map((name) => [name, 'kept', true, null]),
    );
    const titles = (await site.db.operation.findMany()).map(({ title }) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
    expect(await site.db.siteRun.count()).toBe(2);
  },
  TEST_MS,
);
