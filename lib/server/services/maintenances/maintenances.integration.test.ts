/** Maintenance of hosts by the routes: announced to those it touches, answered by each once, and counted by what is asked for meanwhile. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Inbox } from '@/lib/contracts/lease-notices';
import { LeaseDetail, LeaseFeasibility } from '@/lib/contracts/leases';
import { ForeseenMaintenance, Maintenance, MaintenancePage } from '@/lib/contracts/maintenances';
import type { RouteId } from '@/lib/contracts/routes';
import { VoAuditPage } from '@/lib/contracts/vos';
import { planNow } from '@/lib/server/services/sites/plan-site';
import { SITE_PARTS } from '@/lib/server/services/sites/site-rows';
import { makeSite } from '@/lib/server/testing/site-world';
import { lookAtMaintenance, maintenancesToLookAt } from './look-at-maintenance';
import type { Db } from '@/lib/server/db/client';
import { makeEnvironment, makeLease } from '@/lib/server/testing/lease-world';
import { Died, mortal } from '@/lib/server/testing/mortal-loop';
import { SETTINGS_ID } from '@/lib/server/services/mail/mail-rows';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';
import { DAY_MS, HOUR_MS } from '@/lib/utils/time';

/** In no answer to atlas this name may stand. */
const OTHER = 'zeusvo';

let server: TestServer;
let manager: Caller;
let atlas: Caller;
let zeus: Caller;
let bystander: Caller;
let host: { readonly id: string; readonly name: string };
beforeAll(async () => {
  server = await startTestServer();
  manager = await server.signInAs('manager');
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
  zeus = await server.signInAs('vo-admin', { vos: [OTHER] });
  bystander = await server.signInAs('vo-admin', { vos: ['lhcb'] });
});
afterAll(async () => await server.stop());
beforeEach(async () => {
  const { db } = server;
  await db.maintenance.deleteMany();
  await db.lease.deleteMany();
  await db.domain.deleteMany();
  await db.host.deleteMany();
  host = await makeHost(db, { name: 'dempsey-01' });
  await makeDomain(db, { hostId: host.id, vo: 'atlas', name: 'atlas-wn' });
  await makeDomain(db, { hostId: host.id, vo: OTHER, name: `${OTHER}-wn` });
});

async function call(
  id: RouteId,
  as: Caller,
  {
    status = 200,
    ...rest
  }: { params?: Record<string, string>; query?: Record<string, string>; body?: unknown; status?: number } = {},
): Promise<string> {
  const answer = await server.call(id, { as, ...rest });
  const text = await answer.text();
  expect(answer.status, text.slice(0, 500)).toBe(status);
  return text;
}
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();
const wish = (change: object = {}) => ({
  hostId: host.id,
  startsAt: inHours(24),
  lengthMinutes: 120,
  deferrableUntilAt: inHours(48),
  answersDueAt: inHours(12),
  reason: 'A new fan',
  ...change,
});
const announce = async (change: object = {}) =>
  Maintenance.parse(JSON.parse(await call('announceMaintenance', manager, { body: wish(change), status: 201 })));
const answer = async (as: Caller, id: string, body: object, status = 200) =>
  await call('answerMaintenance', as, { params: { id }, body, status });
const wordsOf = async (as: Caller) =>
  Inbox.parse(JSON.parse(await call('readInbox', as))).items.map(({ kind, words }) => `${kind}: ${words}`);

/** Of one of the two VOs somebody has it mailed as well; nothing is sent here. */
async function wantMail(): Promise<void> {
  const { id: userId } = await server.db.user.findFirstOrThrow({ where: { vos: { has: 'atlas' } } });
  await server.db.mailPreference.create({ data: { userId, address: 'atlas@grid.example', kinds: ['maintenance'] } });
  await server.db.mailSettings.create({
    data: {
      id: SETTINGS_ID,
      host: 'mail.grid.example',
      port: 25,
      security: 'none',
      sender: 'gridbox@grid.example',
      setByName: 'Mia',
      setAt: new Date(),
    },
  });
}

test('each VO that it touches is told, consents or puts it off once; the others learn when it is now, and not by whom', async () => {
  await wantMail();
  const made = await announce();
  expect(made).toMatchObject({ standing: 'announced', hostName: 'dempsey-01' });
  expect(made.vos.map(({ vo, standing, domains }) => [vo, standing, domains.map(({ name }) => name)])).toEqual([
    ['atlas', 'waiting', ['atlas-wn']],
    [OTHER, 'waiting', [`${OTHER}-wn`]],
  ]);
  expect(await wordsOf(atlas)).toEqual([
    expect.stringMatching(
      /^maintenance: dempsey-01 is to be maintained from .* touches 1 domain of atlas: A new fan\. Consent or put it off, .*; silence counts as consent\.$/,
    ),
  ]);
  expect(await wordsOf(bystander)).toEqual([]);
  const params = { id: made.id };
  await call('getMaintenance', bystander, { params, status: 404 });
  await answer(bystander, made.id, { vo: 'lhcb', answer: 'consent' }, 404);
  // For another VO nobody answers.
  await answer(atlas, made.id, { vo: OTHER, answer: 'consent' }, 404);

  await answer(atlas, made.id, { vo: 'atlas', answer: 'consent' });
  const deferUntilAt = inHours(40);
  await answer(zeus, made.id, { vo: OTHER, answer: 'defer', deferUntilAt: inHours(60), words: 'A run.' }, 400);
  await answer(zeus, made.id, { vo: OTHER, answer: 'defer', deferUntilAt: inHours(20), words: 'A run.' }, 400);
  await answer(zeus, made.id, { vo: OTHER, answer: 'defer', deferUntilAt, words: 'A run.' });
  await answer(zeus, made.id, { vo: OTHER, answer: 'defer', deferUntilAt: inHours(44), words: 'Again.' }, 422);

  const own = [
    await call('getMaintenance', atlas, { params }),
    await call('listMaintenances', atlas, { query: { open: 'true', vo: 'atlas' } }),
    await call('listMaintenances', atlas),
    await call('readInbox', atlas),
    await call('getVo', atlas, { params: { vo: 'atlas' } }),
  ];
  for (const text of own) expect(text).not.toContain(OTHER);
  // Whether it touches another VO can be found out by no question.
  await call('listMaintenances', atlas, { query: { vo: OTHER }, status: 404 });
  expect(Maintenance.parse(JSON.parse(own[0] ?? ''))).toMatchObject({
    startsAt: deferUntilAt,
    announcedStartsAt: made.announcedStartsAt,
    vos: [{ vo: 'atlas', standing: 'consents' }],
  });
  expect((await wordsOf(atlas))[0]).toMatch(/^maintenance: The maintenance of dempsey-01 was put off: it is from/);
  expect(await wordsOf(manager)).toEqual([
    `maintenance-answered: ${OTHER} puts off to ${(await wordsOf(manager))[0]?.match(/puts off to (.*) the/)?.[1]} the maintenance of dempsey-01: A run.`,
    'maintenance-answered: atlas consents to the maintenance of dempsey-01.',
  ]);
  const audit = await server.db.audit.findMany({ where: { action: 'answerMaintenance', outcome: 'accepted' } });
  expect(audit.map(({ vo }) => vo)).toEqual(['atlas', OTHER]);

  await call('cancelMaintenance', manager, { params, body: { reason: 'The fan is late.' } });
  await call('cancelMaintenance', manager, { params, body: {}, status: 422 });
  // In its audit a VO finds what it was told of and what it said, and not what another one said.
  const auditOf = async (as: Caller, vo: string) =>
    VoAuditPage.parse(JSON.parse(await call('listVoAudit', as, { params: { vo } }))).items.map(
      ({ words, subjectName, reason }) => [words, subjectName, reason],
    );
  const subject = 'maintenance of dempsey-01';
  const announced = ['Announce a maintenance', subject, 'A new fan'];
  const cancelled = ['Cancel a maintenance', subject, 'The fan is late.'];
  expect(await auditOf(atlas, 'atlas')).toEqual([cancelled, ['Consent to a maintenance', subject, null], announced]);
  expect(await auditOf(zeus, OTHER)).toEqual([cancelled, ['Put off a maintenance', subject, 'A run.'], announced]);
  expect((await wordsOf(atlas))[0]).toBe(
    'maintenance: The maintenance of dempsey-01 does not take place: The fan is late.',
  );
  const mailed = await server.db.mailDelivery.findMany({ orderBy: { createdAt: 'asc' } });
  expect(new Set(mailed.map(({ address }) => address))).toEqual(new Set(['atlas@grid.example']));
  expect(mailed.map(({ subject }) => subject)).toContain('Gridbox: maintenance of dempsey-01, maintenance');
  expect(mailed.at(-1)?.text).toMatch(/does not take place: The fan is late\.\n\nhttp.*\/maintenance\//);
  await answer(atlas, made.id, { vo: 'atlas', answer: 'defer', deferUntilAt, words: 'Too late.' }, 422);
});

test('who is silent when the time to answer is over consents', async () => {
  const { id } = await announce();
  await server.db.maintenance.update({ where: { id }, data: { answersDueAt: new Date() } });
  const seen = Maintenance.parse(JSON.parse(await call('getMaintenance', atlas, { params: { id } })));
  expect(seen.vos).toMatchObject([
    { standing: 'silent', can: { defer: { allowed: false, reason: expect.stringContaining('consents') } } },
  ]);
  await answer(atlas, id, { vo: 'atlas', answer: 'defer', deferUntilAt: inHours(30), words: 'Wait.' }, 422);
});

test('what cannot be announced is said at its field; of two for one time the second is refused', async () => {
  const refused = async (change: object) =>
    JSON.parse(await call('announceMaintenance', manager, { body: wish(change), status: 400 })).error.fields.map(
      ({ field }: { field: string }) => field,
    );
  expect(await refused({ startsAt: inHours(-2), answersDueAt: undefined })).toEqual(['startsAt']);
  expect(await refused({ deferrableUntilAt: inHours(23) })).toEqual(['deferrableUntilAt']);
  expect(await refused({ answersDueAt: inHours(25) })).toEqual(['answersDueAt']);
  await call('announceMaintenance', manager, { body: wish({ hostId: crypto.randomUUID() }), status: 404 });
  const both = await Promise.all(
    [1, 2].map(async () => (await server.call('announceMaintenance', { as: manager, body: wish() })).status),
  );
  expect(both.toSorted((a, b) => a - b)).toEqual([201, 409]);
  await announce({ startsAt: inHours(27), answersDueAt: undefined });
});

test('a VO that it touches since is told by the agent, once, however many look and whenever one dies', async () => {
  const { db } = server;
  const { id } = await announce();
  await makeDomain(db, { hostId: host.id, vo: 'lhcb', name: 'lhcb-wn' });
  const look = async (as: Db) => {
    for (const each of await maintenancesToLookAt(db, new Date()))
      await lookAtMaintenance(as, each.id, new Date()).catch((error: unknown) => {
        if (!(error instanceof Died)) throw error;
      });
  };
  await Promise.all([look(db), look(mortal(db)), look(db)]);
  await look(db);
  expect(await wordsOf(bystander)).toHaveLength(1);
  const seen = Maintenance.parse(JSON.parse(await call('getMaintenance', bystander, { params: { id } })));
  expect(seen.vos.map(({ vo }) => vo)).toEqual(['lhcb']);
});

test('a lease that may use that host alone is touched by it, and one over its time does not fit there', async () => {
  const { db } = server;
  const { id: environmentId } = await makeEnvironment(db, { hosts: ['dempsey-01'] });
  const lease = await makeLease(db, { vo: 'lhcb', state: 'approved', environmentId });
  await db.lease.update({
    where: { id: lease.id },
    data: { hosts: ['dempsey-01'], approvedEndsAt: new Date(Date.now() + 3 * DAY_MS) },
  });
  const made = await announce();
  expect(made.vos.find(({ vo }) => vo === 'lhcb')).toMatchObject({ domains: [], leases: [{ number: lease.number }] });
  const check = async (endsAt: string) =>
    LeaseFeasibility.parse(
      JSON.parse(await call('checkLease', atlas, { body: { environmentId, vo: 'atlas', count: 1, endsAt } })),
    );
  expect((await check(inHours(10))).fits).toBe(true);
  const over = await check(inHours(30));
  expect(over).toMatchObject({ fits: false, words: expect.stringContaining('a host is away for maintenance') });
  expect(over.alternatives.map(({ kind }) => kind)).toEqual(['later', 'shorter']);
  const shorter = over.alternatives[1]?.terms.endsAt ?? '';
  expect((await check(shorter)).fits).toBe(true);
  await call('cancelMaintenance', manager, { params: { id: made.id }, body: {} });
  expect((await check(inHours(30))).fits).toBe(true);
  const listed = async (query: Record<string, string>) =>
    MaintenancePage.parse(JSON.parse(await call('listMaintenances', manager, { query }))).items.map(
      ({ standing }) => standing,
    );
  expect(await listed({ open: 'true' })).toEqual([]);
  expect(await listed({ open: 'false' })).toEqual(['cancelled']);
  expect(await listed({ host: host.id })).toEqual(['cancelled']);
  expect(await listed({ host: crypto.randomUUID() })).toEqual([]);
});

test('before it is put off a VO learns what of its own it would touch then: what ends before, and what begins after it as announced', async () => {
  const { db } = server;
  const inTime = (hours: number) => new Date(inHours(hours));
  // Its domain is there now, and goes with it before the maintenance would begin.
  const site = await makeSite(db, { vos: ['atlas'] });
  const ending = await makeLease(db, { vo: 'atlas', state: 'active', siteId: site.id });
  await db.lease.update({ where: { id: ending.id }, data: { approvedEndsAt: inTime(30) } });
  const lent = await makeDomain(db, { hostId: host.id, vo: 'atlas', name: 'lent' });
  await db.siteNode.create({ data: { siteId: site.id, instance: 'wn', domainId: lent.id, made: {} } });
  const later = await makeLease(db, { vo: 'atlas', state: 'approved' });
  await db.lease.update({
    where: { id: later.id },
    data: { hosts: ['dempsey-01'], approvedStartsAt: inTime(35), approvedEndsAt: inTime(50) },
  });
  const foreign = await makeLease(db, { vo: OTHER, state: 'approved' });
  await db.lease.update({
    where: { id: foreign.id },
    data: { hosts: ['dempsey-01'], approvedStartsAt: inTime(35), approvedEndsAt: inTime(50) },
  });
  const made = await announce();
  const touched = ({ domains, leases }: Pick<ForeseenMaintenance, 'domains' | 'leases'>) => [
    domains.map(({ name }) => name),
    leases.map(({ number }) => number),
  ];
  expect(made.vos.filter(({ vo }) => vo === 'atlas').map(touched)).toEqual([[['atlas-wn', 'lent'], [ending.number]]]);
  const foresee = async (hours: number, vo = 'atlas', status = 200) =>
    await call('foreseeMaintenance', atlas, {
      params: { id: made.id },
      query: { vo, startsAt: inHours(hours) },
      status,
    });
  const then = async (hours: number) => touched(ForeseenMaintenance.parse(JSON.parse(await foresee(hours))));
  expect(await then(29)).toEqual([['atlas-wn', 'lent'], [ending.number]]);
  expect(await then(31)).toEqual([['atlas-wn'], []]);
  expect(await then(36)).toEqual([['atlas-wn'], [later.number]]);
  await foresee(36, OTHER, 404);
  await foresee(36, 'lhcb', 404);
  // Put off, it touches what was foretold.
  const put = await answer(atlas, made.id, {
    vo: 'atlas',
    answer: 'defer',
    deferUntilAt: inHours(36),
    words: 'A run ends then.',
  });
  expect(Maintenance.parse(JSON.parse(put)).vos.map(touched)).toEqual([[['atlas-wn'], [later.number]]]);
});

test('a lease says what is announced of the hosts that it is on, or may use alone, to those who may read it', async () => {
  const { db } = server;
  const other = await makeHost(db, { name: 'dempsey-02' });
  const site = await makeSite(db, { vos: ['atlas'] });
  const on = await makeLease(db, { vo: 'atlas', state: 'active', siteId: site.id });
  const lent = await makeDomain(db, { hostId: host.id, vo: 'atlas', name: 'lent' });
  await db.siteNode.create({ data: { siteId: site.id, instance: 'wn', domainId: lent.id, made: {} } });
  const bound = await makeLease(db, { vo: 'lhcb', state: 'approved' });
  await db.lease.update({ where: { id: bound.id }, data: { hosts: ['dempsey-01'] } });
  const free = await makeLease(db, { vo: 'atlas', state: 'approved' });
  await db.lease.update({ where: { id: free.id }, data: { hosts: ['dempsey-01', 'dempsey-02'] } });
  const made = await announce({ startsAt: inHours(20) });
  await announce({ hostId: other.id });
  const of = async (as: Caller, { id }: { readonly id: string }) =>
    LeaseDetail.parse(JSON.parse(await call('getLease', as, { params: { id } }))).maintenances;
  const told = [{ id: made.id, hostName: 'dempsey-01', startsAt: made.startsAt, endsAt: made.endsAt }];
  expect(await of(atlas, on)).toEqual(told);
  expect(await of(manager, on)).toEqual(told);
  expect(await of(bystander, bound)).toEqual(told);
  expect(await of(atlas, free)).toEqual([]);
  // As it is by now, and no more once it does not take place.
  const deferUntilAt = inHours(40);
  await answer(atlas, made.id, { vo: 'atlas', answer: 'defer', deferUntilAt, words: 'A run.' });
  expect(await of(atlas, on)).toMatchObject([{ startsAt: deferUntilAt }]);
  await call('cancelMaintenance', manager, { params: { id: made.id }, body: {} });
  expect(await of(atlas, on)).toEqual([]);
});

test('the plan of a lease goes beside a host that is maintained in its time, as it was judged; that of a site without an end does not', async () => {
  const { db } = server;
  // It has less to give than the one that is maintained, which would be chosen else.
  await makeHost(db, { name: 'dempsey-02', memoryFreeKiB: 2n * 1024n * 1024n });
  const site = await makeSite(db);
  const lease = await makeLease(db, { vo: 'atlas', state: 'preparing', siteId: site.id });
  const until = (hours: number) =>
    db.lease.update({ where: { id: lease.id }, data: { approvedEndsAt: new Date(Date.now() + hours * HOUR_MS) } });
  const hostOf = async () => {
    const row = await db.site.findUniqueOrThrow({ where: { id: site.id }, include: SITE_PARTS });
    const [node] = (await planNow({ db, now: () => new Date() }, row)).nodes;
    return node?.host?.hostName;
  };
  await announce();
  await until(10);
  expect(await hostOf()).toBe('dempsey-01');
  await until(30);
  expect(await hostOf()).toBe('dempsey-02');
  await db.lease.update({ where: { id: lease.id }, data: { siteId: null } });
  expect(await hostOf()).toBe('dempsey-01');
});
