/** Sites applied and destroyed by a real agent on a simulated testbed: whole, or not at all, with proof. */
import { afterEach, beforeEach, expect, test } from 'vitest';
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
  refusalOf,
  startSiteAgent,
} from '@/lib/agent/testing/site-files';
import { LOCAL_PATH } from '@/lib/drivers/simulated/host-models';
import { RunSite, type SiteRun } from '@/lib/contracts/sites';
import { AppError } from '@/lib/domain/errors';
import { RUN_STATES, type RunState } from '@/lib/domain/site-run';
import type { ServiceContext } from '@/lib/server/service-context';
import { leaveRun, pauseRun, resumeRun, rollBackRun } from '@/lib/server/services/site-runs/change-run';
import { runSite } from '@/lib/server/services/site-runs/begin-run';
import { planSite, readDrift } from '@/lib/server/services/sites/plan-site';
import { reviseSite } from '@/lib/server/services/sites/revise-site';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/utils/time';

/** Several runs, each of a dozen operations, beside whatever else this machine does. */
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

const told = async (id: string): Promise<string> => {
  const run = await readAgain(context, id);
  const steps = run.steps.map(({ title, state, words }) => `${title}: ${state} ${words ?? ''}`);
  const errors = site.events.flatMap((event) => (event.type === 'loop.error' ? [String(event.error)] : []));
  const row = await site.db.siteRun.findUniqueOrThrow({ where: { id } });
  const operations = await site.db.operation.findMany({ where: { kind: 'prove-clean' } });
  const clock = `${site.clock.now().toISOString()} due ${row.proofDueAt?.toISOString() ?? ''} attempt ${row.proofAttempt} ${operations.map(({ state, errorMessage }) => `${state} ${errorMessage ?? ''}`).join()}`;
  return [run.state, run.halted ?? '', clock, ...steps, ...new Set(errors)].join('\n');
};
const STILL: readonly RunState[] = RUN_STATES.filter(
  (state) => state !== 'running' && state !== 'rolling-back' && state !== 'proving',
);
/** Waits until nothing of a run is under way; where it is otherwise than that, or takes too long, its steps say why. */
const ended = async (id: string, state: RunState): Promise<SiteRun> => {
  await site
    .skipping(
      `run ${id} is ${state}`,
      async () => {
        const run = await readAgain(context, id);
        return run.state === state || (STILL.includes(run.state) && run.state !== 'not-clean');
      },
      { deadlineMs: WITHIN_MS },
    )
    .catch(async (error: unknown) => {
      throw new Error(await told(id), { cause: error });
    });
  const run = await readAgain(context, id);
  if (run.state !== state) throw new Error(await told(id));
  return run;
};
const stepsOf = (run: SiteRun) => run.steps.map(({ id, state }) => `${id}: ${state}`);
/** Somebody's own file where the disk of a node would be: its creation is refused. */
const putInTheWay = (name: string): string => {
  const path = `${LOCAL_PATH}/${name}-vda.qcow2`;
  for (const { record } of site.world.hosts.values()) record.disks?.push({ path, bytes: 1, capacityBytes: 1 });
  return path;
};
const takeOutOfTheWay = (path: string): void => {
  for (const { record } of site.world.hosts.values())
    record.disks = record.disks?.filter((disk) => disk.path !== path || disk.bytes !== 1);
};
const secrets = async () => (await site.db.siteSecret.findMany()).map(({ name }) => name).toSorted();

test(
  'a site is applied in its order, twice changes nothing, and destroyed it is proved to be gone',
  async () => {
    const id = await newSite(context, boxText('box'));
    const run = await planAndApply(context, id);
    const done = await ended(run.id, 'done');
    expect(new Set(done.steps.map(({ state }) => state))).toEqual(new Set(['done']));
    const at = (key: string, what: 'startedAt' | 'endedAt') =>
      new Date(done.steps.find((step) => step.id === key)?.[what] ?? 0).getTime();
    // The worker nodes were begun when the CE was up, and not sooner.
    expect(at('create wn-1', 'startedAt')).toBeGreaterThanOrEqual(at('create ce', 'endedAt'));
    const names = ['box-ce', 'box-se', 'box-wn-1', 'box-wn-2'];
    expect(
      leftOf(site, 'box')
        .filter((name) => names.includes(name))
        .toSorted(),
    ).toEqual(names);
    expect(done.steps.find((step) => step.id === 'create ce')?.words).toMatch(
      /simulated, so its services are not asked/,
    );
    expect(await site.db.madeThing.count({ where: { owner: `site:${id}`, state: 'made' } })).toBeGreaterThan(
      names.length,
    );
    expect(await readDrift({ context, id })).toMatchObject({ sentences: [] });

    const again = await planAndApply(context, id);
    expect([again.state, again.steps, again.endedAt]).toEqual(['done', [], again.startedAt]);

    expect(await secrets()).toContain('pki:ca');
    const gone = await ended((await planAndDestroy(context, id)).id, 'destroyed');
    // Who waited for the CE goes before it, and the network after all.
    const order = gone.steps.toSorted((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
    expect(order.findIndex((step) => step.id === 'destroy ce')).toBeGreaterThan(
      order.findIndex((step) => step.id === 'destroy wn-1'),
    );
    expect(order.at(-1)?.verb).toBe('remove-network');
    expect(leftOf(site, 'box')).toEqual([]);
    expect(gone.proof).toMatchObject({ site: 'box', clean: true });
    const kinds = new Set(gone.proof?.items.map(({ kind }) => kind));
    for (const kind of ['definition', 'disk', 'network', 'queue entry', 'context', 'secret', 'probe', 'record'])
      expect(kinds).toContain(kind);
    expect(gone.proof?.items.filter(({ outcome }) => outcome !== 'gone')).toEqual([]);
    expect(await secrets()).toEqual([]);
    expect([await site.db.siteNode.count(), await site.db.siteNetwork.count()]).toEqual([0, 0]);
    expect(await readDrift({ context, id })).toMatchObject({ totals: { create: 4 } });
  },
  TEST_MS,
);

test(
  'what fails takes back all that was made, and nothing is left but what was there before',
  async () => {
    const path = putInTheWay('box-wn-1');
    const id = await newSite(context, boxText('box'));
    const run = await ended((await planAndApply(context, id)).id, 'rolled-back');
    expect(run.halted).toMatch(/^wn-1: .*has a file .*box-wn-1-vda\.qcow2 already; it is left alone\./);
    expect(run.proof?.clean).toBe(true);
    expect(new Set(leftOf(site, 'box'))).toEqual(new Set([path]));
    expect([await site.db.siteNode.count(), await site.db.siteNetwork.count()]).toEqual([0, 0]);
    expect(await secrets()).toEqual([]);
    // Mended, it is applied as if it had never been tried.
    takeOutOfTheWay(path);
    await ended((await planAndApply(context, id)).id, 'done');
  },
  TEST_MS,
);

test(
  'where what was made is kept, somebody tries again what failed, takes it back, or leaves it to the next plan',
  async () => {
    const path = putInTheWay('box-wn-1');
    const id = await newSite(context, boxText('box', { onFailure: 'keep' }));
    const run = await ended((await planAndApply(context, id)).id, 'paused');
    expect(run.halted).toMatch(/What was made is kept/);
    expect(leftOf(site, 'box')).toContain('box-ce');
    expect(await refusalOf(planAndApply(context, id))).toMatch(/being applied/);
    takeOutOfTheWay(path);
    await resumeRun({ context, id: run.id, ifMatch: run.version });
    expect(stepsOf(await ended(run.id, 'done'))).toContain('create wn-1: done');
    await ended((await planAndDestroy(context, id)).id, 'destroyed');

    putInTheWay('box-wn-1');
    const second = await ended((await planAndApply(context, id)).id, 'paused');
    await rollBackRun({ context, id: second.id, ifMatch: undefined });
    expect((await ended(second.id, 'rolled-back')).proof?.clean).toBe(true);
    expect(new Set(leftOf(site, 'box'))).toEqual(new Set([path]));

    const third = await ended((await planAndApply(context, id)).id, 'paused');
    await leaveRun({ context, id: third.id, ifMatch: undefined });
    expect((await readAgain(context, third.id)).state).toBe('kept');
    takeOutOfTheWay(path);
    const last = await ended((await planAndApply(context, id)).id, 'done');
    // What was there by then was not made twice.
    expect(stepsOf(last)).not.toContain('create ce: done');
    expect(await readDrift({ context, id })).toMatchObject({ sentences: [] });
  },
  TEST_MS,
);

test(
  'a file that changes changes its site, and a run that fails takes the change back',
  async () => {
    const id = await newSite(context, boxText('box', { workers: 1 }));
    await ended((await planAndApply(context, id)).id, 'done');
    const memoryOf = async (name: string) =>
      Number((await site.db.domain.findFirstOrThrow({ where: { name } })).memoryKiB) / 1024;
    const revise = async (text: string) =>
      await reviseSite({ context, id, input: { text, reason: undefined }, ifMatch: undefined });
    const path = putInTheWay('box-wn-2');
    await revise(boxText('box', { workers: 2, memory: '64Mi' }));
    const back = await ended((await planAndApply(context, id)).id, 'rolled-back');
    expect(back.steps.filter(({ verb }) => verb === 'change').length).toBeGreaterThan(0);
    await site.until('the CE has its memory again', async () => (await memoryOf('box-ce')) === 96);
    takeOutOfTheWay(path);
    await ended((await planAndApply(context, id)).id, 'done');
    await site.until('the CE has less memory', async () => (await memoryOf('box-ce')) === 64);
    await revise(boxText('box', { workers: 1, memory: '64Mi' }));
    const less = await ended((await planAndApply(context, id)).id, 'done');
    expect(stepsOf(less)).toEqual(['destroy wn-2: done']);
    expect(leftOf(site, 'box').join(' ')).not.toContain('box-wn-2');
  },
  TEST_MS,
);

test(
  'a plan that was read and holds no more is planned again; of two who ask at once one is refused',
  async () => {
    const id = await newSite(context, boxText('box'));
    const plan = await planSite({ context, id });
    // The host that the plan chose goes into maintenance.
    const [chosen] = plan.document.hosts;
    await site.db.host.update({ where: { id: chosen?.hostId ?? '' }, data: { maintenance: true } });
    const moved: unknown = await runSite({ context, id, input: RunSite.parse({ planId: plan.id }) }).catch(
      (error: unknown) => error,
    );
    if (!AppError.is(moved, 'conflict')) throw new Error('it was not refused', { cause: moved });
    expect(moved.message).toMatch(/planned again/);
    const { planId } = moved.detail as { planId: string };
    expect(await site.db.siteRun.count()).toBe(0);
    const asked = await Promise.allSettled(
      [1, 2].map(async () => await runSite({ context, id, input: RunSite.parse({ planId }) })),
    );
    expect(asked.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const run = await site.db.siteRun.findFirstOrThrow();
    await pauseRun({ context, id: run.id, ifMatch: undefined });
    // What was under way when it was paused ends, and nothing more is begun.
    await site.skipping('nothing is under way', async () =>
      (await readAgain(context, run.id)).steps.every(({ state }) => state !== 'running'),
    );
    expect(stepsOf(await readAgain(context, run.id))).toContain('create wn-1: waiting');
    await resumeRun({ context, id: run.id, ifMatch: undefined });
    await ended(run.id, 'done');
  },
  TEST_MS,
);

test(
  'what is still there is told, and looked for again until it is gone',
  async () => {
    const id = await newSite(context, boxText('box', { workers: 1 }));
    await ended((await planAndApply(context, id)).id, 'done');
    // A disk that somebody puts back after it was removed, as a host does that a snapshot is restored of.
    const thing = await site.db.madeThing.findFirstOrThrow({ where: { kind: 'disk', domainName: 'box-se' } });
    const record = [...site.world.hosts.values()].find((host) => host.record.name === thing.hostName)?.record;
    const run = await planAndDestroy(context, id);
    await site.skipping(
      'its disk is gone',
      async () => (await site.db.madeThing.findUniqueOrThrow({ where: { id: thing.id } })).state === 'gone',
    );
    record?.disks?.push({ path: thing.path, bytes: 5, capacityBytes: 5 });
    const left = await ended(run.id, 'not-clean');
    expect(left.proof?.items.filter(({ outcome }) => outcome !== 'gone')).toMatchObject([
      { kind: 'disk', name: thing.path, where: thing.hostName, outcome: 'still-there' },
    ]);
    expect(left.halted).toContain(thing.path);
    if (record !== undefined) record.disks = record.disks?.filter((disk) => disk.path !== thing.path);
    // It is looked for again after a minute, which is over: instants are not skipped.
    const { proofDueAt } = await site.db.siteRun.findUniqueOrThrow({ where: { id: run.id } });
    expect(proofDueAt?.getTime()).toBeGreaterThan(site.clock.now().getTime() + MINUTE_MS / 4);
    await site.db.siteRun.update({ where: { id: run.id }, data: { proofDueAt: site.clock.now() } });
    const clean = await ended(run.id, 'destroyed');
    expect(clean.proof).toMatchObject({ clean: true });
    expect(leftOf(site, 'box')).toEqual([]);
  },
  TEST_MS,
);

test(
  'a site whose time is over goes by itself, by the account of whoever applied it',
  async () => {
    const id = await newSite(context, boxText('box', { workers: 1, ttl: '8h' }));
    const applied = await ended((await planAndApply(context, id)).id, 'done');
    expect(new Date(applied.expiresAt ?? 0).getTime() - new Date(applied.startedAt).getTime()).toBe(8 * HOUR_MS);
    await site.db.siteRun.update({
      where: { id: applied.id },
      data: { expiresAt: new Date(site.clock.now().getTime() - DAY_MS) },
    });
    await site.skipping(
      'it begins to go',
      async () => (await site.db.siteRun.count({ where: { kind: 'destroy' } })) === 1,
    );
    const { id: runId } = await site.db.siteRun.findFirstOrThrow({ where: { kind: 'destroy' } });
    expect(await ended(runId, 'destroyed')).toMatchObject({ origin: 'ttl', proof: { clean: true } });
    expect(leftOf(site, 'box')).toEqual([]);
  },
  TEST_MS,
);
