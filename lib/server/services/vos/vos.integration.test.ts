/** The window of a VO, by the routes: all that is its own, how fresh it is, and nothing of another. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Accounting } from '@/lib/contracts/accounting';
import type { RouteId } from '@/lib/contracts/routes';
import { VoAuditPage, VoWindow } from '@/lib/contracts/vos';
import { makeDriftFinding } from '@/lib/server/testing/drift-world';
import { makeBuiltImage, makeImage } from '@/lib/server/testing/image-world';
import { makeEnvironment, makeLease } from '@/lib/server/testing/lease-world';
import { makeSite } from '@/lib/server/testing/site-world';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost, makeProbeTarget } from '@/lib/server/testing/test-world';
import { DAY_MS } from '@/lib/utils/time';

/** In no answer to atlas this name may stand. */
const OTHER = 'zeusvo';

let server: TestServer;
let atlas: Caller;
let zeus: Caller;
let both: Caller;
let viewer: Caller;
let manager: Caller;
beforeAll(async () => {
  server = await startTestServer();
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
  zeus = await server.signInAs('vo-admin', { vos: [OTHER] });
  both = await server.signInAs('vo-admin', { vos: ['atlas', OTHER] });
  viewer = await server.signInAs('viewer');
  manager = await server.signInAs('manager');
});
afterAll(async () => await server.stop());

async function textOf(
  id: RouteId,
  as: Caller,
  { status = 200, ...rest }: { vo?: string; query?: Record<string, string>; body?: unknown; status?: number } = {},
): Promise<string> {
  const { vo = 'atlas', ...options } = rest;
  const answer = await server.call(id, { as, params: { vo }, ...options });
  const text = await answer.text();
  expect(answer.status, text.slice(0, 300)).toBe(status);
  return text;
}
const windowOf = async (as: Caller, vo = 'atlas') => VoWindow.parse(JSON.parse(await textOf('getVo', as, { vo })));

test('a VO sees how old what it has is, against what it could have, and when each domain was last heard of', async () => {
  const { db } = server;
  const host = await makeHost(db, { name: 'dempsey-01' });
  const old = new Date(Date.now() - 40 * DAY_MS);
  const name = 'wn-image';
  const first = await makeImage(db, { name, version: 1 });
  await makeBuiltImage(db, first, { builtAt: old });
  const built = await makeBuiltImage(db, await makeImage(db, { name, version: 2 }));
  // Newer still, and of another VO alone: not what atlas could have.
  await makeBuiltImage(db, await makeImage(db, { name, version: 3, vo: OTHER }));
  await makeImage(db, { name, version: 4 });
  const environment = await makeEnvironment(db, { name: 'wn', image: { library: name, version: 1 } });
  await makeEnvironment(db, { name: 'wn', version: 2, vos: ['atlas'] });
  await makeEnvironment(db, { name: 'wn', version: 3, vos: [OTHER] });
  const site = await makeSite(db, { vos: ['atlas'] });
  const lease = await makeLease(db, { vo: 'atlas', state: 'active', environmentId: environment.id, siteId: site.id });
  await makeLease(db, { vo: 'atlas', state: 'ended', environmentId: environment.id });
  const domain = await makeDomain(db, { hostId: host.id, vo: 'atlas', name: 'wn-01' });
  await db.siteNode.create({ data: { siteId: site.id, instance: 'wn', domainId: domain.id, made: {} } });
  const target = await makeProbeTarget(db, { domainId: domain.id });
  await db.probeState.updateMany({ where: { targetId: target.id }, data: { confirmed: 'ok', at: old } });
  await db.domainDrift.create({ data: { domainId: domain.id, checkedAt: old } });
  await makeDriftFinding(db, domain.id);
  await makeDriftFinding(db, domain.id, { subject: '/lib/other', goneAt: old });
  // Nothing of it changed since, so that its row was not written; its host was read a moment ago.
  await db.domain.update({ where: { id: domain.id }, data: { seenAt: old } });
  const { seenAt } = await db.host.update({ where: { id: host.id }, data: { maintenance: true } });

  const seen = await windowOf(atlas);
  expect(seen.leases).toMatchObject([
    {
      number: lease.number,
      state: 'active',
      freshness: {
        newestVersion: 2,
        image: {
          name,
          version: 1,
          builtAt: old.toISOString(),
          newestVersion: 2,
          newestBuiltAt: built.builtAt.toISOString(),
        },
      },
    },
  ]);
  expect(seen.domains).toMatchObject([
    {
      name: 'wn-01',
      hostName: 'dempsey-01',
      hostInMaintenance: true,
      seenAt: seenAt?.toISOString(),
      lease: { number: lease.number },
      probes: { targetId: target.id, verdict: 'ok', lastAt: old.toISOString() },
      drift: { open: 1, checkedAt: old.toISOString() },
    },
  ]);
  expect(seen).toMatchObject({ quota: { vo: 'atlas', taken: { domains: 1 } }, leasesLeftOut: 0, audit: true });
  expect(await windowOf(manager)).toMatchObject({ leases: seen.leases, audit: true });
  expect((await windowOf(viewer)).audit).toBe(false);
  // Gone from its host, it was seen when it was there for the last time.
  await db.domain.update({ where: { id: domain.id }, data: { missingSince: new Date() } });
  expect((await windowOf(atlas)).domains).toMatchObject([{ name: 'wn-01', seenAt: old.toISOString() }]);
});

test('nothing of another VO is in any answer, and of another’s window nobody learns that it is there', async () => {
  const { db } = server;
  const host = await makeHost(db);
  for (const vo of ['atlas', OTHER]) {
    await makeLease(db, { vo, state: 'active' });
    await makeDomain(db, { hostId: host.id, vo, name: `${vo}-01` });
    await db.voShare.create({ data: { vo, weight: 1, setByName: 'Somebody' } });
    await db.voQuota.create({ data: { vo, domains: 9, setByName: 'Somebody' } });
  }
  const filed = { actorName: 'Somebody', via: 'session', action: 'editDomain', subjectType: 'domain' };
  await db.audit.createMany({
    data: [
      // Given to atlas by another: what it was before is not told.
      {
        ...filed,
        vo: 'atlas',
        subjectName: 'wn-07',
        outcome: 'accepted',
        before: { vo: OTHER },
        after: { vo: 'atlas' },
      },
      { ...filed, vo: 'atlas', subjectName: 'wn-08', outcome: 'accepted', after: { title: 'Pause wn-08' } },
      { ...filed, vo: OTHER, subjectName: 'wn-09', outcome: 'accepted' },
      { ...filed, vo: null, subjectName: `${OTHER}-01`, outcome: 'refused' },
    ],
  });
  const answers = [
    await textOf('getVo', atlas),
    await textOf('listVoAudit', atlas),
    await textOf('listVoBackOffs', atlas),
    await textOf('getAccounting', atlas, { query: { vo: 'atlas' } }),
    await textOf('getAccounting', atlas),
    await textOf('exportAccounting', atlas, { query: { vo: 'atlas', format: 'csv' } }),
    await textOf('listVoQuotas', atlas),
  ];
  for (const answer of answers) expect(answer).not.toContain(OTHER);
  const audit = VoAuditPage.parse(JSON.parse(answers[1] ?? ''));
  expect(audit.items.map(({ subjectName, title, words }) => [subjectName, title, words])).toEqual([
    ['wn-08', 'Pause wn-08', 'Pause wn-08'],
    ['wn-07', null, 'Edit a domain'],
  ]);
  // As of a VO that is not there.
  const none = await textOf('getVo', atlas, { vo: 'novo', status: 404 });
  expect(await textOf('getVo', atlas, { vo: OTHER, status: 404 })).toContain(JSON.parse(none).error.message);
  await textOf('getVo', manager, { vo: 'novo', status: 404 });
  await textOf('listVoAudit', atlas, { vo: OTHER, status: 404 });
  await textOf('listVoBackOffs', atlas, { vo: OTHER, status: 404 });
  await textOf('listVoAudit', viewer, { status: 403 });
  await textOf('getAccounting', atlas, { query: { vo: OTHER }, status: 404 });
  await textOf('exportAccounting', atlas, { query: { vo: OTHER, format: 'csv' }, status: 404 });
  // Who is of both sees each in its own window, and no more there.
  const own = await textOf('getVo', both, { vo: OTHER });
  expect(own).not.toContain('atlas');
  expect(VoWindow.parse(JSON.parse(own)).domains).toMatchObject([{ name: `${OTHER}-01` }]);
  expect((await windowOf(zeus, OTHER)).domains).toHaveLength(1);
});

test('a bill is of one VO, for whoever sees more as well', async () => {
  const bill = async (as: Caller) =>
    Accounting.parse(JSON.parse(await textOf('getAccounting', as, { query: { vo: 'atlas' } })));
  for (const as of [atlas, both, manager]) {
    const { items, series } = await bill(as);
    expect([items.map(({ vo }) => vo), series.map(({ vo }) => vo)]).toEqual([['atlas'], ['atlas']]);
  }
});
