/** Rebalances carried out by a real agent on a simulated testbed that is uneven: recommended, approved, moved live, more even; and a drain beside. */
import { afterEach, expect, test } from 'vitest';
import type { z } from 'zod';
import { PlanDrain, PlanRebalance, RebalancePlan } from '@/lib/contracts/plans';
import { createSite, type Site, type SiteDomain } from '@/lib/agent/testing/simulated-site';
import type { ServiceContext } from '@/lib/server/service-context';
import { approvePlan, cancelPlan, resumePlan } from '@/lib/server/services/plans/change-plan';
import { planHostDrain } from '@/lib/server/services/plans/plan-drain';
import { planHostsRebalance } from '@/lib/server/services/plans/plan-rebalance';
import { readPlan } from '@/lib/server/services/plans/read-plan';

/** Four simulated moves, two at once, beside whatever else this machine does. */
const MOVED_WITHIN_MS = 60_000;
const GUESTS = ['wn-01', 'wn-02', 'wn-03', 'wn-04', 'wn-05', 'wn-06'];

let site: Site;
let context: ServiceContext;
afterEach(async () => await site.close());

async function start(domains: readonly SiteDomain[], hosts: readonly string[]): Promise<void> {
  site = await createSite({ hosts, domains });
  await site.startAgent();
  await site.read();
  context = await site.operator(['hosts:write', 'domains:migrate']);
}
const onOne = GUESTS.map((name) => ({ name, host: 'one', memoryKiB: 256 * 1024 }));

const recommend = async (ask: z.input<typeof PlanRebalance> = {}) =>
  RebalancePlan.parse(await planHostsRebalance({ context, input: PlanRebalance.parse(ask) }));
const readAgain = async (id: string) => RebalancePlan.parse(await readPlan({ context, id }));
const domainsOn = async (host: string) => await site.db.domain.count({ where: { hostId: site.hostId(host) } });

const ended = async (id: string): Promise<void> =>
  await site.until('the plan has ended', async () => (await readAgain(id)).state !== 'running', MOVED_WITHIN_MS);

test('an uneven testbed ends more even, by live moves that are those of the plan', async () => {
  await start(onOne, ['one', 'two', 'three']);
  const plan = await recommend();
  expect(plan.document.hosts.map(({ hostName, before }) => [hostName, before.domains])).toEqual([
    ['one', 6],
    ['three', 0],
    ['two', 0],
  ]);
  expect(plan.document.moves).toHaveLength(4);
  await approvePlan({ context, id: plan.id, ifMatch: plan.version });
  await ended(plan.id);
  const done = await readAgain(plan.id);
  expect(done).toMatchObject({ state: 'rebalanced', halted: null, done: 4, total: 4 });
  await site.until('the inventory knows them where they went', async () =>
    (await Promise.all(['one', 'two', 'three'].map(domainsOn))).every((count) => count === 2),
  );
  for (const move of plan.document.moves) {
    const domain = await site.db.domain.findUniqueOrThrow({ where: { id: move.domainId } });
    expect([domain.name, domain.hostId]).toEqual([move.domainName, move.targetHostId]);
    const migration = await site.db.migration.findFirstOrThrow({ where: { domainId: move.domainId } });
    expect(migration).toMatchObject({ stage: 'done', sourceHostName: 'one', targetHostName: move.targetHostName });
  }
  // The document foretold it; what is there now is measured anew.
  await site.until('another finds nothing to do', async () => {
    const again = await recommend();
    return again.document.moves.length === 0 && again.document.spreadBefore < plan.document.spreadBefore / 2;
  });
});

test('a drain that is approved meanwhile has the hosts first; when it is over the rebalance goes on', async () => {
  // Its guest writes faster than can be copied: that drain is under way until somebody ends it.
  const endless = { dirtyBytesPerSecond: 1e10, workingSetBytes: 1e9 };
  const busy = { name: 'busy-01', host: 'four', memoryKiB: 1024 * 1024, habits: endless };
  await start([...onOne, busy], ['one', 'two', 'three', 'four']);
  await site.db.host.update({ where: { id: site.hostId('four') }, data: { class: 'dempsey' } });
  const plan = await recommend({ hostClass: 'other', atOnce: 1 });
  const drain = await planHostDrain({ context, hostId: site.hostId('four'), input: PlanDrain.parse({}) });
  await approvePlan({ context, id: plan.id, ifMatch: plan.version });
  await approvePlan({ context, id: drain.id, ifMatch: drain.version });
  await ended(plan.id);
  const paused = await readAgain(plan.id);
  const sentence = 'The drain of four is under way, and has the hosts first. Go on when it has ended.';
  expect(paused).toMatchObject({ state: 'paused', halted: sentence });
  expect(paused.done).toBeLessThan(paused.total);
  await expect(resumePlan({ context, id: plan.id, ifMatch: undefined })).rejects.toThrow(sentence);
  const other = await recommend({ hostClass: 'other' });
  await expect(approvePlan({ context, id: other.id, ifMatch: undefined })).rejects.toThrow(sentence);

  await cancelPlan({ context, id: drain.id, ifMatch: undefined });
  await resumePlan({ context, id: plan.id, ifMatch: undefined });
  await ended(plan.id);
  expect(await readAgain(plan.id)).toMatchObject({ state: 'rebalanced', done: 4, total: 4, halted: null });
});
