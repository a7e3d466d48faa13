import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  Site,
  SiteChecked,
  SiteDrift,
  SiteExamples,
  SitePage,
  SitePlan,
  SiteRevisionPage,
  SiteRevisionText,
} from '@/lib/contracts/sites';
import { readExamples } from './list-examples';
import { siteName, siteText } from '@/lib/server/testing/site-world';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';

let server: TestServer;
let manager: Caller;
let atlas: Caller;
beforeAll(async () => {
  server = await startTestServer();
  manager = await server.signInAs('manager');
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
});
afterAll(async () => await server.stop());

const create = async (text: string, as = manager) => await server.call('createSite', { as, body: { text } });
const made = async (text: string) => Site.parse(await (await create(text)).json());
const read = async (id: string, as = manager) => await server.call('getSite', { as, params: { id } });
const revise = async (id: string, text: string, headers: Record<string, string> = {}) =>
  await server.call('reviseSite', { as: manager, params: { id }, body: { text, reason: 'more' }, headers });
const plan = async (id: string) =>
  SitePlan.parse(await (await server.call('planSite', { as: manager, params: { id } })).json());
const drift = async (id: string, as = manager) =>
  SiteDrift.parse(await (await server.call('getSiteDrift', { as, params: { id } })).json());
const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; message: string; detail?: unknown } }).error;

test('a file is kept as it was written, with its revisions and what is otherwise in them', async () => {
  const name = siteName();
  const site = await made(`# mine\n${siteText(name)}`);
  expect(site).toMatchObject({
    name,
    vos: ['atlas'],
    revision: 1,
    version: 1,
    wanted: 1,
    made: 0,
    changedByName: 'The manager',
    plan: null,
  });
  expect(site.text.startsWith('# mine\n')).toBe(true);
  const next = Site.parse(
    await (await revise(site.id, siteText(name, { memory: '2Gi' }), { 'if-match': '"1"' })).json(),
  );
  expect(next).toMatchObject({ revision: 2, version: 2 });
  const late = await revise(site.id, siteText(name, { memory: '3Gi' }), { 'if-match': '"1"' });
  expect([late.status, (await errorOf(late)).code]).toEqual([409, 'conflict']);
  // The same text again is no revision.
  expect(Site.parse(await (await revise(site.id, next.text)).json()).revision).toBe(2);
  const list = SiteRevisionPage.parse(
    await (await server.call('listSiteRevisions', { as: manager, params: { id: site.id } })).json(),
  );
  expect(list.items.map(({ number, reason }) => [number, reason])).toEqual([
    [2, 'more'],
    [1, null],
  ]);
  const compared = SiteRevisionText.parse(
    await (
      await server.call('getSiteRevision', {
        as: manager,
        params: { id: site.id, number: '2' },
        query: { against: '1' },
      })
    ).json(),
  );
  expect(
    compared.lines.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => `${kind} ${text.trim().slice(0, 9)}`),
  ).toEqual(['removed # mine', 'removed wn: { rol', 'added wn: { rol']);
  expect((await server.call('getSiteRevision', { as: manager, params: { id: site.id, number: '9' } })).status).toBe(
    404,
  );
});

test('what is wrong is told by line, and nothing is kept of it', async () => {
  const text = siteText(siteName(), { memory: '768MB' });
  const checked = SiteChecked.parse(await (await server.call('checkSite', { as: manager, body: { text } })).json());
  expect(checked).toMatchObject({
    site: null,
    problems: [{ line: 11, found: '768MB', message: 'write a size such as 768Mi or 2Gi' }],
  });
  const refused = await create(text);
  const error = await errorOf(refused);
  expect([refused.status, error.message]).toEqual([
    400,
    'text: line 11, memory: 768MB — write a size such as 768Mi or 2Gi',
  ]);
  expect(error.detail).toMatchObject({ problems: [{ line: 11 }] });
  const name = siteName();
  const { id } = await made(siteText(name));
  expect((await errorOf(await create(siteText(name)))).message).toMatch(/there is a site called/);
  expect((await errorOf(await revise(id, siteText('another-name')))).message).toMatch(/this site is called/);
});

test('what is written and not done is told beside what was understood', async () => {
  const text = siteText(siteName()).replace('cleanup: verify', 'cleanup: verify, liveness: { misses: 3 }');
  const checked = SiteChecked.parse(await (await server.call('checkSite', { as: manager, body: { text } })).json());
  expect(checked).toMatchObject({
    problems: [],
    warnings: [{ line: 4, found: '3', message: expect.stringMatching(/^is not used by this Gridbox: /) }],
    site: { domains: [{ instance: 'wn-1' }] },
  });
  await made(text);
});

test('an image that is not built is named with its specification, once there is one', async () => {
  const host = await makeHost(server.db);
  const name = siteName();
  const image = `image-${name}`;
  const text = siteText(name, { host: host.name }).replace(/a: \{ path.*/, `a: { library: ${image} }`);
  const { id } = await made(text);
  const missing = async () =>
    (await plan(id)).document.nodes.map(({ blockers, missingImage }) => [blockers, missingImage]);
  const blockers = [`The library has no image ${image} that is built.`];
  expect(await missing()).toEqual([[blockers, { name: image, specificationId: null }]]);
  const specification = await server.db.imageSpecification.create({
    data: { name: image, version: 1, hash: image, body: {}, createdByName: 'somebody', yaml: '' },
  });
  expect(await missing()).toEqual([[blockers, { name: image, specificationId: specification.id }]]);
});

test('a plan is not offered any more when the site was destroyed after it', async () => {
  const host = await makeHost(server.db);
  const { id } = await made(siteText(siteName(), { host: host.name }));
  const before = await plan(id);
  const at = new Date();
  await server.db.siteRun.create({
    data: {
      siteId: id,
      kind: 'destroy',
      state: 'destroyed',
      revision: 1,
      document: {},
      onFailure: 'keep',
      cleanup: 'verify',
      madeByName: 'Nobody',
      startedAt: at,
      endedAt: at,
    },
  });
  expect(Site.parse(await (await read(id)).json())).toMatchObject({
    plan: null,
    can: { apply: { allowed: false, reason: 'Plan it first: what is applied is the plan that was read.' } },
  });
  const applied = await server.call('runSite', { as: manager, params: { id }, body: { planId: before.id } });
  expect([applied.status, (await errorOf(applied)).message]).toEqual([
    409,
    'The site was destroyed after this plan was made. Plan it again, and read that.',
  ]);
  const next = await plan(id);
  expect(Site.parse(await (await read(id)).json()).plan?.id).toBe(next.id);
});

test('a plan says what is created and where; the drift says what is otherwise, and since the plan', async () => {
  const host = await makeHost(server.db);
  const name = siteName();
  const { id } = await made(siteText(name, { host: host.name, count: 2 }));
  const first = await plan(id);
  expect(first).toMatchObject({
    revision: 1,
    madeByName: 'The manager',
    document: { totals: { create: 2, blocked: 0 } },
  });
  expect(first.document.nodes.map(({ instance, host: at }) => [instance, at?.hostName])).toEqual([
    ['wn-1', host.name],
    ['wn-2', host.name],
  ]);
  expect(first.document.steps.map(({ id: step }) => step)).toEqual(['create wn-1', 'create wn-2']);
  expect(Site.parse(await (await read(id)).json()).plan?.id).toBe(first.id);
  expect(await drift(id)).toMatchObject({
    sentences: [`${name}-wn-1 is not there.`, `${name}-wn-2 is not there.`],
    sincePlan: [],
  });
  // The host closes: what was planned holds no more.
  await server.db.host.update({ where: { id: host.id }, data: { maintenance: true } });
  expect((await drift(id)).sincePlan[0]).toMatch(/^wn-1 is blocked now: None of 1 host can take it\. .*maintenance/);
});

test('what was made for a site is known by its row alone, compared with the file, and keeps the site', async () => {
  const host = await makeHost(server.db);
  const name = siteName();
  const site = await made(siteText(name, { host: host.name, count: 2 }));
  const domain = async (instance: string) => {
    const { id } = await makeDomain(server.db, {
      hostId: host.id,
      name: `${name}-${instance}`,
      memoryKiB: 1024n * 1024n,
      roles: ['WN'],
    });
    return id;
  };
  const [one, two] = [await domain('wn-1'), await domain('wn-2')];
  // Of the right name, but nobody made them for the site.
  expect((await plan(site.id)).document.nodes[0]?.blockers[0]).toMatch(/and this site did not make it/);
  const own = { image: `path /srv/a.img ${'0'.repeat(128)}`, storage: 'local' };
  await server.db.siteNode.createMany({
    data: [
      { siteId: site.id, instance: 'wn-1', domainId: one, made: own },
      { siteId: site.id, instance: 'wn-2', domainId: two, made: { ...own, image: 'library other newest' } },
    ],
  });
  const { document } = await plan(site.id);
  expect(document.nodes.map(({ deed }) => deed)).toEqual(['keep', 'replace']);
  expect(document.steps.map(({ id }) => id)).toEqual(['destroy wn-2', 'create wn-2']);
  expect(Site.parse(await (await read(site.id)).json())).toMatchObject({
    made: 2,
    can: { remove: { allowed: false, reason: 'What was made for it is there: 2 domains. Destroy that first.' } },
  });
  const removed = await server.call('removeSite', { as: manager, params: { id: site.id } });
  expect([removed.status, (await errorOf(removed)).message]).toEqual([
    422,
    'What was made for it is there: 2 domains. Destroy that first.',
  ]);
  await server.db.domain.deleteMany({ where: { id: { in: [one, two] } } });
  expect((await server.call('removeSite', { as: manager, params: { id: site.id } })).status).toBe(204);
  expect((await read(site.id)).status).toBe(404);
});

test('who is bound to VOs sees sites that serve no other, in every answer', async () => {
  const both = await made(siteText(siteName(), { vos: ['atlas', 'cms'] }));
  const none = await made(siteText(siteName(), { vos: [] }));
  const name = siteName();
  const own = await made(siteText(name, { vos: ['atlas', 'cms'] }));
  await plan(own.id);
  await revise(own.id, siteText(name, { vos: ['atlas'] }));
  const listed = async (as: Caller) =>
    SitePage.parse(await (await server.call('listSites', { as, query: { pageSize: '500' } })).json());
  const seen = await listed(atlas);
  const ids = seen.items.map(({ id }) => id);
  expect(seen.total).toBe(ids.length);
  expect(ids).toContain(own.id);
  expect(ids).not.toContain(both.id);
  expect(ids).not.toContain(none.id);
  expect((await listed(manager)).items.map(({ id }) => id)).toEqual(expect.arrayContaining([both.id, none.id, own.id]));
  for (const { id } of [both, none])
    for (const route of ['getSite', 'listSiteRevisions', 'getSiteDrift'] as const)
      expect((await server.call(route, { as: atlas, params: { id } })).status, route).toBe(404);
  // Of the site that is theirs now, the revision that served cms is not, nor is its plan.
  const list = SiteRevisionPage.parse(
    await (await server.call('listSiteRevisions', { as: atlas, params: { id: own.id } })).json(),
  );
  expect(list.items.map(({ number }) => number)).toEqual([2]);
  expect((await server.call('getSiteRevision', { as: atlas, params: { id: own.id, number: '1' } })).status).toBe(404);
  expect(
    (await server.call('getSiteRevision', { as: atlas, params: { id: own.id, number: '2' }, query: { against: '1' } }))
      .status,
  ).toBe(404);
  expect(Site.parse(await (await read(own.id, atlas)).json()).plan).toBeNull();
});

test('a plan tells who does not see hosts where the own domains go, and nothing of the others', async () => {
  const host = await makeHost(server.db);
  const other = await makeHost(server.db);
  const { id } = await made(siteText(siteName(), { vos: ['atlas'] }));
  const full = await plan(id);
  expect(full.document.nodes[0]?.others.length).toBeGreaterThan(0);
  const site = Site.parse(await (await read(id, atlas)).json());
  expect(site.plan?.document).toMatchObject({ hosts: [], unboundHosts: [] });
  expect(site.plan?.document.nodes[0]).toMatchObject({ others: [], pool: null });
  const at = site.plan?.document.nodes[0]?.host?.hostName ?? '';
  const text = JSON.stringify(site.plan);
  for (const { name } of [host, other]) if (name !== at) expect(text).not.toContain(name);
  expect((await drift(id, atlas)).totals.create).toBe(1);
});

test('shipped examples are offered, and the schema is published for everybody', async () => {
  const { items } = SiteExamples.parse(await (await server.call('listSiteExamples', { as: manager })).json());
  expect(items.map(({ name }) => name)).toEqual(readExamples().map(({ name }) => name));
  for (const { text } of items)
    expect((await create(text.replace(/name: [\w-]+/, `name: ${siteName()}`))).status).toBe(201);
  const { GET } = await import('@/app/api/site-schema/route');
  const answer = GET();
  expect(answer.headers.get('content-type')).toBe('application/schema+json');
  expect(await answer.json()).toMatchObject({
    $id: 'http://127.0.0.1:21400/gridsite/v1/schema.json',
    title: 'Gridbox site file, gridsite/v1',
  });
});

test('each change leaves its audit row and its event, told to the VO that it is of', async () => {
  const site = await made(siteText(siteName()));
  await plan(site.id);
  const audit = await server.db.audit.findMany({ where: { subjectId: site.id }, orderBy: { at: 'asc' } });
  expect(audit.map(({ action, vo, outcome }) => [action, vo, outcome])).toEqual([
    ['createSite', 'atlas', 'accepted'],
    ['planSite', 'atlas', 'accepted'],
  ]);
  const events = await server.db.event.findMany({
    where: { body: { path: ['siteId'], equals: site.id } },
    orderBy: { sequence: 'asc' },
  });
  expect(events.map(({ vo, body }) => [vo, (body as { words: string }).words])).toEqual([
    ['atlas', 'was made'],
    ['atlas', 'was planned, revision 1'],
  ]);
  expect((await read(randomUUID())).status).toBe(404);
});
