/** What is kept together is started again together, though not all of it is begun in one look. A real agent, real rows. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';
import { dropPlan } from '@/lib/drivers/simulated/world/world';
import { askSignAgain } from '@/lib/agent/testing/ask-sign-again';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import { RESTARTS_AT_ONCE } from '@/lib/server/services/recovery/restart-items';
import { SECOND_MS } from '@/lib/utils/time';

const GROUP = Array.from({ length: RESTARTS_AT_ONCE + 2 }, (_, index) => `se-${index}`);

let site: Site;
beforeAll(async () => {
  site = await createSite({
    hosts: ['one', 'two', 'three'],
    domains: [
      // Alone each would go to the host that has most room, which changes with each that is started.
      ...GROUP.map((name) => ({ name, host: 'one', restartPriority: 'high' as const, affinity: 'storage' })),
      { name: 'wn', host: 'one', restartPriority: 'low' as const },
    ],
  });
  await site.startAgent();
  await site.read();
});
afterAll(async () => await site.close());

test('a group of more than are begun at once ends on one host', async () => {
  await site.skipping('definitions are kept', async () => (await site.db.keptDefinition.count()) === GROUP.length + 1);
  applyFault(site.world, 'one', { fault: 'fail' });
  dropPlan(site.world, 'host/one/recovery');
  const host = { id: site.hostId('one') };
  const isSilent = async () => (await site.db.host.findUniqueOrThrow({ where: host })).status === 'unreachable';
  await site.skipping('it is unreachable', isSilent);
  await site.db.host.update({
    where: host,
    data: { fence: { method: 'simulated' }, statusSince: new Date(Date.now() - 60 * SECOND_MS) },
  });
  const loss = async () => await site.db.hostLoss.findFirst({ include: { items: true } });
  await site.skipping('it is recovered', async () => {
    await askSignAgain(site.db);
    return (await loss())?.state === 'recovered';
  });
  const items = (await loss())?.items ?? [];
  expect(items.map(({ state }) => state)).toEqual(items.map(() => 'done'));
  const targets = new Set(items.flatMap((item) => (GROUP.includes(item.domainName) ? item.targetHostName : [])));
  expect(targets.size).toBe(1);
  expect(items.find(({ domainName }) => domainName === 'se-0')?.words).toContain(
    'With se-1, se-2, se-3 and 2 others, group storage.',
  );
  // The room of the group is on one; what is free to choose goes to the other.
  expect(targets).not.toContain(items.find(({ domainName }) => domainName === 'wn')?.targetHostName);
}, 120_000);
