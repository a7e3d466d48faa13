/** What keeps a site from being proved gone: a host that does not answer, and a book that has not heard yet. It is looked for again. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSite, type Site } from '@/lib/agent/testing/simulated-site';
import {
  administrator,
  boxOn,
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
import type { SiteRun } from '@/lib/contracts/sites';
import type { RunState } from '@/lib/domain/site-run';
import { applyFault } from '@/lib/drivers/simulated/serve/apply-fault';
import type { ServiceContext } from '@/lib/server/service-context';
import { storeSiteSecret } from '@/lib/server/services/sites/secrets/stored-secrets';
import { MINUTE_MS } from '@/lib/utils/time';

const TEST_MS = 480_000;
const WITHIN_MS = 120_000;

let site: Site;
let context: ServiceContext;
beforeEach(async () => {
  site = await createSite({ hosts: ['one', 'two'], domains: [{ name: 'other-01', host: 'one' }] });
  prepareEnvironment(site.database.url);
  putImage(site);
  await startSiteAgent(site);
  await site.read();
  context = await administrator(site.db, () => site.clock.now());
});
afterEach(async () => await site.close());

/** When it is looked again is kept by the database's clock, which nobody moves: its time has come. */
const makeDue = async (id: string) =>
  await site.db.siteRun.update({ where: { id, state: 'not-clean' }, data: { proofDueAt: new Date() } });
const becomes = async (id: string, state: RunState): Promise<SiteRun> => {
  await site
    .skipping(`run ${id} is ${state}`, async () => (await readAgain(context, id)).state === state, {
      deadlineMs: WITHIN_MS,
    })
    .catch(async (error: unknown) => {
      throw new Error(JSON.stringify(await readAgain(context, id), undefined, 1), { cause: error });
    });
  return await readAgain(context, id);
};
const isDown = async (name: string) =>
  (await site.db.host.findUniqueOrThrow({ where: { id: site.hostId(name) } })).status !== 'up';
/** Readings come when they come: what one has written down stays as it is until it is let go, whatever the next one says. */
async function holdInBook(domainId: string): Promise<() => Promise<void>> {
  const held = [
    ['Domain', 'id'],
    ['DomainSighting', 'domainId'],
  ] as const;
  const run = async (statement: string) => void (await site.db.$executeRawUnsafe(statement));
  await run('create function hold_row() returns trigger language plpgsql as $$ begin return null; end $$');
  for (const [table, column] of held)
    await run(
      `create trigger hold_row before update or delete on "${table}" for each row
        when (old."${column}" = '${domainId}'::uuid) execute function hold_row()`,
    );
  return async () => {
    for (const [table] of held) await run(`drop trigger hold_row on "${table}"`);
  };
}
const notGone = (run: SiteRun) => run.proof?.items.filter(({ outcome }) => outcome !== 'gone') ?? [];

test(
  'a site whose host is away is not clean, for nobody knows; when the host is back it goes, and is proved to be gone',
  async () => {
    const id = await newSite(context, boxOn('box', 'one'));
    await becomes((await planAndApply(context, id)).id, 'done');
    await storeSiteSecret({ context, id, input: { name: 'token', value: 'x' } });
    const there = leftOf(site, 'box');
    expect(there.length).toBeGreaterThan(4);
    applyFault(site.world, 'one', { fault: 'cut' });
    await site.skipping('it is known to be away', async () => await isDown('one'));

    const { id: runId } = await planAndDestroy(context, id);
    const away = await becomes(runId, 'not-clean');
    expect(away.proof).toMatchObject({ clean: false });
    // Of nothing on that host it is claimed that it is gone, nor that it is there.
    const onHost = away.proof?.items.filter(({ where }) => where === 'one') ?? [];
    expect(new Set(onHost.map(({ kind }) => kind))).toEqual(new Set(['definition', 'disk', 'network']));
    expect(new Set(onHost.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
    expect(onHost.map(({ name }) => name)).toEqual(expect.arrayContaining(['box-ce', 'box-lan']));
    expect(away.halted).toMatch(/things are not known to be gone.*one does not say: /);
    expect(away.endedAt).toBeNull();
    // Its keys are of use to guests that may be running still.
    expect(await site.db.siteSecret.count()).toBeGreaterThan(1);
    expect(leftOf(site, 'box').toSorted()).toEqual(there.toSorted());

    // By itself, within a minute; that it is away still changes nothing, and the next look comes later.
    const dueInMs = async (): Promise<number> => {
      const { proofDueAt } = await site.db.siteRun.findUniqueOrThrow({ where: { id: runId } });
      return (proofDueAt?.getTime() ?? 0) - Date.now();
    };
    expect(await dueInMs()).toBeLessThanOrEqual(MINUTE_MS);
    const attempts = async () => (await site.db.siteRun.findUniqueOrThrow({ where: { id: runId } })).proofAttempt;
    const before = await attempts();
    await makeDue(runId);
    await site.skipping('it is looked for again', async () => (await attempts()) > before, { deadlineMs: WITHIN_MS });
    expect((await readAgain(context, runId)).state).toBe('not-clean');
    expect(await dueInMs()).toBeGreaterThan(MINUTE_MS);

    applyFault(site.world, 'one', { fault: 'heal' });
    await site.skipping('it is known to be back', async () => !(await isDown('one')));
    await makeDue(runId);
    const clean = await becomes(runId, 'destroyed');
    expect(clean.proof).toMatchObject({ clean: true });
    expect(notGone(clean)).toEqual([]);
    expect(leftOf(site, 'box')).toEqual([]);
    // What somebody stored is of the file, which is there still.
    expect((await site.db.siteSecret.findMany()).map(({ name }) => name)).toEqual(['own:token']);
    expect([await site.db.siteNode.count(), await site.db.siteNetwork.count()]).toEqual([0, 0]);
  },
  TEST_MS,
);

test(
  'with best effort one look is the end: what was not to be asked is told as not known',
  async () => {
    const id = await newSite(context, boxOn('box', 'one').replace('cleanup: verify', 'cleanup: best-effort'));
    await becomes((await planAndApply(context, id)).id, 'done');
    applyFault(site.world, 'one', { fault: 'cut' });
    await site.skipping('it is known to be away', async () => await isDown('one'));
    const run = await becomes((await planAndDestroy(context, id)).id, 'not-clean');
    expect(run.endedAt).not.toBeNull();
    expect(new Set(notGone(run).map(({ outcome }) => outcome))).toContain('unknown');
  },
  TEST_MS,
);

test(
  'a domain that a slow reading writes down once more is waited for, and does not make the site unclean',
  async () => {
    const id = await newSite(context, boxText('box', { workers: 1 }));
    await becomes((await planAndApply(context, id)).id, 'done');
    const { id: domainId, hostId } = await site.db.domain.findFirstOrThrow({ where: { name: 'box-se' } });
    const { id: runId } = await planAndDestroy(context, id);
    // What a look at the host that began before the domain went does when it ends after.
    const stale = {
      id: domainId,
      name: 'box-se',
      hostId,
      state: 'running',
      simulated: true,
      seenAt: site.clock.now(),
      vcpus: 1,
      maxVcpus: 1,
      memoryKiB: 1n,
      maxMemoryKiB: 1n,
    };
    await site.skipping('its row is gone', async () => (await site.db.domain.count({ where: { id: domainId } })) === 0);
    const letGo = await holdInBook(domainId);
    await site.db.domain.create({
      data: { ...stale, sightings: { create: { hostId: hostId ?? '', state: 'running', seenAt: site.clock.now() } } },
    });
    const proving = async () =>
      (await site.db.operation.findFirst({ where: { kind: 'prove-clean' }, orderBy: { createdAt: 'desc' } }))?.id;
    await site.until('it is looked for', async () => (await proving()) !== undefined, WITHIN_MS);
    const operationId = (await proving()) ?? '';
    await site.skipping(
      'it is waited for',
      async () => (await site.db.operationStep.count({ where: { operationId, name: 'settle' } })) > 0,
    );
    // The next reading, by which it is not there.
    await letGo();
    await site.db.domainSighting.deleteMany({ where: { domainId } });
    await site.db.domain.update({ where: { id: domainId }, data: { missingSince: site.clock.now() } });
    const run = await becomes(runId, 'destroyed');
    expect([run.proof?.clean, notGone(run)]).toEqual([true, []]);
    expect(await site.db.operation.count({ where: { kind: 'prove-clean' } })).toBe(1);
  },
  TEST_MS,
);

test(
  'what is not in the book any more after a while only is looked for again by the run itself, within a minute',
  async () => {
    const id = await newSite(context, boxText('box', { workers: 1 }));
    await becomes((await planAndApply(context, id)).id, 'done');
    const { id: domainId } = await site.db.domain.findFirstOrThrow({ where: { name: 'box-se' } });
    const { id: alarmId } = await site.db.alarm.create({
      data: {
        kind: 'test',
        subject: domainId,
        domainId,
        sentence: 'Somebody looks at it.',
        remedy: 'Look.',
        raisedAt: site.clock.now(),
      },
    });
    const { id: runId } = await planAndDestroy(context, id);
    const run = await becomes(runId, 'not-clean');
    expect(notGone(run)).toMatchObject([{ kind: 'alarm', name: 'Somebody looks at it.', outcome: 'still-there' }]);
    const { proofDueAt } = await site.db.siteRun.findUniqueOrThrow({ where: { id: runId } });
    expect((proofDueAt?.getTime() ?? 0) - site.clock.now().getTime()).toBeLessThanOrEqual(MINUTE_MS);
    await site.db.alarm.update({ where: { id: alarmId }, data: { resolvedAt: site.clock.now() } });
    await makeDue(runId);
    await becomes(runId, 'destroyed');
  },
  TEST_MS,
);
