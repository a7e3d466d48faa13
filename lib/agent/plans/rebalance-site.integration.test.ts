/** A rebalance carried out by a real agent on a simulated testbed that is uneven: recommended, approved, moved live, more even. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PlanRebalance, RebalancePlan } from '@/lib/contracts/plans';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import type { ServiceContext } from '@/lib/server/service-context';
import { actorFor } from '@/lib/server/auth/actor-for';
import { approvePlan } from '@/lib/server/services/plans/change-plan';
import { planHostsRebalance } from '@/lib/server/services/plans/plan-rebalance';
import { readPlan } from '@/lib/server/services/plans/read-plan';

/** Four simulated moves, two at once, beside whatever else this machine does. */
const MOVED_WITHIN_MS = 60_000;
const GUESTS = ['wn-01', 'wn-02', 'wn-03', 'wn-04', 'wn-05', 'wn-06'];

let site: Site;
let context: ServiceContext;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two', 'three'],
    domains: GUESTS.map((name) => ({ name, host: 'one', memoryKiB: 256 * 1024 })),
  });
  await site.startAgent();
  await site.read();
  const owner = await site.db.user.create({
    data: { id: randomUUID(), name: 'Olga', email: 'olga@gridbox.local', emailVerified: true, role: 'operator' },
  });
  const actor = await actorFor(
    site.db,
    { ownerId: owner.id, ownerName: owner.name },
    { scopes: ['hosts:write', 'domains:migrate'], work: 'move domains' },
  );
  if (typeof actor === 'string') throw new Error(actor);
  context = { actor, db: site.db, now: () => site.clock.now(), requestId: 'test', address: undefined };
});
afterAll(async () => await site.close());

const recommend = async () =>
  RebalancePlan.parse(await planHostsRebalance({ context, input: PlanRebalance.parse({}) }));
const domainsOn = async (host: string) => await site.db.domain.count({ where: { hostId: site.hostId(host) } });

test('an uneven testbed ends more even, by live moves that are those of the plan', async () => {
  const plan = await recommend();
  expect(plan.document.hosts.map(({ hostName, before }) => [hostName, before.domains])).toEqual([
    ['one', 6],
    ['three', 0],
    ['two', 0],
  ]);
  expect(plan.document.moves).toHaveLength(4);
  await approvePlan({ context, id: plan.id, ifMatch: plan.version });
  const read = async () => RebalancePlan.parse(await readPlan({ context, id: plan.id }));
  await site.until('the plan has ended', async () => (await read()).state !== 'running', MOVED_WITHIN_MS);
  const done = await read();
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
