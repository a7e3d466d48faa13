/** Environments and leases by the routes: who sees what, what is decided, and two who want the last place. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { actionWords } from '@/lib/contracts/audit-words';
import { EnvironmentDetail, EnvironmentNotes, EnvironmentPage, VoQuotas } from '@/lib/contracts/environments';
import { LeaseDetail, LeaseFeasibility, LeasePage } from '@/lib/contracts/leases';
import type { RouteId } from '@/lib/contracts/routes';
import { NO_NETWORK_WORDS } from '@/lib/domain/environment-network';
import { loadSiteWorld } from '@/lib/server/services/sites/site-world';
import { environmentBody, makeEnvironment, makeLease } from '@/lib/server/testing/lease-world';
import { type Caller, startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost, makeProbeTarget } from '@/lib/server/testing/test-world';
import { DAY_MS, MINUTE_MS } from '@/lib/utils/time';

let server: TestServer;
let manager: Caller;
let atlas: Caller;
let lhcb: Caller;
beforeAll(async () => {
  server = await startTestServer();
  manager = await server.signInAs('manager');
  atlas = await server.signInAs('vo-admin', { vos: ['atlas'] });
  lhcb = await server.signInAs('vo-admin', { vos: ['lhcb'] });
});
afterAll(async () => await server.stop());
beforeEach(async () => {
  await server.db.lease.deleteMany();
  await server.db.domain.deleteMany();
  await server.db.host.deleteMany();
  await server.db.voQuota.deleteMany();
  // 8 GiB, of which 6 are free, and four processors of which leases may have sixteen vCPUs.
  await makeHost(server.db, { name: 'dempsey-01' });
});

async function call(
  id: RouteId,
  as: Caller,
  options: {
    params?: Record<string, string>;
    body?: unknown;
    query?: Record<string, string>;
    status?: number;
    headers?: Record<string, string>;
  } = {},
) {
  const { status = 200, ...rest } = options;
  const answer = await server.call(id, { as, ...rest });
  const text = await answer.text();
  expect(answer.status, text.slice(0, 500)).toBe(status);
  return JSON.parse(text) as {
    error: { message: string; fields: { field: string }[]; detail?: { feasibility?: unknown } };
  };
}
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
const ask = async (as: Caller, vo: string, environmentId: string, change: object = {}) =>
  LeaseDetail.parse(
    await call('requestLease', as, {
      status: 201,
      body: { environmentId, vo, purpose: 'tests', count: 4, memoryMiB: 1_024, endsAt: inDays(2), ...change },
    }),
  );
const BESIDE = "Each domain takes 9 MiB of its host's memory beside its own 1 GiB.";
const approve = { decision: 'approve' };

test('what is asked for is judged at once; what does not fit says what is missing and what fits instead', async () => {
  const { id } = await makeEnvironment(server.db);
  const wish = { environmentId: id, vo: 'atlas', count: 4, memoryMiB: 1_024, endsAt: inDays(2) };
  expect(LeaseFeasibility.parse(await call('checkLease', atlas, { body: wish }))).toMatchObject({
    fits: true,
    words: 'Fits now on Dempsey hosts.',
    hostClass: 'dempsey',
    alternatives: [],
  });
  const short = LeaseFeasibility.parse(await call('checkLease', atlas, { body: { ...wish, count: 8 } }));
  expect(short).toMatchObject({ fits: false, words: `Short by 2.1 GiB of memory on Dempsey hosts. ${BESIDE}` });
  expect(short.alternatives.map(({ kind }) => kind)).toEqual(['fewer', 'smaller']);
  expect(short.alternatives[0]?.terms).toMatchObject({ count: 5, memoryMiB: 1_024 });
  expect(short.alternatives[1]?.terms).toMatchObject({ count: 8, memoryMiB: 96 });
  // Nothing was kept of it.
  expect(await server.db.lease.count()).toBe(0);
});

test('what has a network of its own is judged and placed by what hosts said they can make; who sees no hosts is told no names', async () => {
  const { db } = server;
  const why = 'This host runs as an ordinary user, who may make no bridge.';
  await db.host.deleteMany();
  await makeHost(db, { name: 'dempsey-02', capabilities: { noNetworks: why } });
  const own = await makeEnvironment(db, { isolation: 'dedicated' });
  const shared = await makeEnvironment(db);
  const check = async (as: Caller, environmentId: string) =>
    LeaseFeasibility.parse(
      await call('checkLease', as, { body: { environmentId, vo: 'atlas', count: 1, endsAt: inDays(2) } }),
    );
  // What has no network at all is told how it is reached.
  expect(await check(atlas, shared.id)).toMatchObject({ fits: true, reach: NO_NETWORK_WORDS });
  const refused = await check(manager, own.id);
  expect(refused).toMatchObject({ fits: false, shortages: [], alternatives: [], reach: null });
  expect(refused.words).toBe(
    `No host of the testbed can have it. A network of the lease alone cannot be made on dempsey-02: ${why}`,
  );
  expect((await check(atlas, own.id)).words).toMatch(/cannot be made on 1 host: This host runs as/);
  // It is said before it is offered, which nobody is kept from, and on its page.
  const place = { architecture: 'x86_64', isolation: 'dedicated' };
  const look = async (change: object = {}) =>
    EnvironmentNotes.parse(await call('checkEnvironment', manager, { body: { ...place, ...change } })).network;
  const nowhere = {
    possible: false,
    words: `A network of the lease alone cannot be made on dempsey-02: ${why} No lease of it fits until there is a host that can, or it has no network of its own.`,
  };
  expect(await look()).toEqual(nowhere);
  expect(await look({ isolation: 'shared' })).toBeNull();
  expect(await look({ hostClass: 'montecito' })).toBeNull();
  const read = async (as: Caller) =>
    EnvironmentDetail.parse(await call('getEnvironment', as, { params: { id: own.id } })).network;
  expect(await read(manager)).toEqual(nowhere);
  expect((await read(atlas))?.words).not.toContain('dempsey-02');
  // The plan of its site reads the same of the hosts.
  await makeHost(db, { name: 'dempsey-03' });
  expect(await look()).toMatchObject({ possible: true, words: expect.stringMatching(/It is made on the others\.$/) });
  expect(await look({ hosts: ['dempsey-03'] })).toBeNull();
  expect((await check(atlas, own.id)).fits).toBe(true);
  const { hosts } = await loadSiteWorld(db, randomUUID(), new Date());
  expect(Object.fromEntries(hosts.map(({ host, noNetworks }) => [host.name, noNetworks]))).toEqual({
    'dempsey-02': why,
    'dempsey-03': undefined,
  });
});

test('a domain that stays takes its processors; what a lease holds is counted once', async () => {
  const host = await server.db.host.findFirstOrThrow();
  const environment = await makeEnvironment(server.db);
  const wish = { environmentId: environment.id, vo: 'atlas', count: 16, vcpus: 1, endsAt: inDays(2) };
  expect(LeaseFeasibility.parse(await call('checkLease', atlas, { body: wish })).fits).toBe(true);
  const domain = await makeDomain(server.db, { hostId: host.id, state: 'running' });
  const short = LeaseFeasibility.parse(await call('checkLease', atlas, { body: wish }));
  expect(short.words).toBe(`Short by ${domain.vcpus} vCPU${domain.vcpus === 1 ? '' : 's'} on Dempsey hosts.`);
  // The same domain, as that of a lease with one domain of one vCPU: it takes what the calendar says.
  const site = await server.db.site.create({ data: { name: 'lease-0', vos: ['cms'], wanted: 1 } });
  await server.db.siteNode.create({ data: { siteId: site.id, instance: 'wn-1', domainId: domain.id, made: {} } });
  await makeLease(server.db, { vo: 'cms', state: 'active', siteId: site.id });
  expect(LeaseFeasibility.parse(await call('checkLease', atlas, { body: wish })).words).toBe(
    'Short by 1 vCPU on Dempsey hosts.',
  );
});

test('a lease tells the address of each of its domains, and who says so', async () => {
  const { db } = server;
  const host = await db.host.findFirstOrThrow();
  const site = await db.site.create({ data: { name: 'lease-1', vos: ['atlas'], wanted: 5 } });
  const lease = await makeLease(db, { vo: 'atlas', state: 'active', siteId: site.id });
  const make = async (name: string, made: object): Promise<string> => {
    const { id } = await makeDomain(db, { hostId: host.id, name, vo: 'atlas' });
    await db.siteNode.create({ data: { siteId: site.id, instance: name, domainId: id, made } });
    return id;
  };
  await make('wn-1', {});
  await make('wn-2', { address: '10.88.0.12' });
  const probed = await make('wn-3', { address: '10.88.0.13' });
  await makeProbeTarget(db, { domainId: probed });
  // As its definition has it.
  const mac = '00:16:3e:00:00:01';
  const told = async (name: string, ...addresses: { mac: string; address: string; prefixLength: number }[]) =>
    await db.domain.update({
      where: { id: await make(name, {}) },
      data: { guestAddresses: addresses, guestAddressesAt: new Date() },
    });
  await told(
    'wn-4',
    { mac, address: '2001:db8::4', prefixLength: 64 },
    { mac, address: '10.88.0.14', prefixLength: 24 },
  );
  // Of a bridge that its guest made for itself.
  await told('wn-5', { mac: '02:42:00:00:00:01', address: '172.17.0.1', prefixLength: 16 });
  const { domains } = LeaseDetail.parse(await call('getLease', atlas, { params: { id: lease.id } }));
  expect(domains.map(({ name, address, addressFrom }) => [name, address, addressFrom])).toEqual([
    ['wn-1', null, null],
    ['wn-2', '10.88.0.12', 'site'],
    ['wn-3', '127.0.0.1', 'probe'],
    ['wn-4', '10.88.0.14', 'guest'],
    ['wn-5', null, null],
  ]);
});

test('of two for the last place one is approved, and the other is told what is next and stays asked for', async () => {
  const { id } = await makeEnvironment(server.db);
  const other = await server.signInAs('administrator');
  for (let round = 0; round < 5; round += 1) {
    await server.db.lease.deleteMany();
    const first = await ask(atlas, 'atlas', id);
    const second = await ask(lhcb, 'lhcb', id);
    const answers = await Promise.all([
      server.call('decideLease', { as: manager, params: { id: first.id }, body: approve }),
      server.call('decideLease', { as: other, params: { id: second.id }, body: approve }),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const [loser] = answers.filter(({ status }) => status === 409);
    if (loser === undefined) throw new Error('both were approved');
    const { error } = (await loser.json()) as { error: { message: string; detail: { feasibility: unknown } } };
    expect(error.message).toMatch(
      /^It does not fit now: Short by 2\.1 GiB of memory on Dempsey hosts\. Each domain takes .* Fits on Dempsey hosts from .* UTC\. /,
    );
    const { alternatives } = LeaseFeasibility.parse(error.detail.feasibility);
    expect(alternatives.map(({ kind }) => kind)).toEqual(['later', 'fewer', 'smaller']);
    const states = await server.db.lease.findMany({ orderBy: { state: 'asc' } });
    expect(states.map(({ state }) => state)).toEqual(['approved', 'asked']);
    // What it was told is had.
    const lost = states.find(({ state }) => state === 'asked');
    const [later] = alternatives;
    const approved = LeaseDetail.parse(
      await call('decideLease', manager, {
        params: { id: lost?.id ?? '' },
        body: { ...approve, startsAt: later?.terms.startsAt, endsAt: later?.terms.endsAt, words: 'two days later' },
      }),
    );
    expect(approved).toMatchObject({ state: 'approved', hostClass: 'dempsey', decision: 'two days later' });
  }
});

test('asked and approved are kept apart; what is asked back is answered; a stale reader decides nothing', async () => {
  const { id } = await makeEnvironment(server.db);
  const lease = await ask(atlas, 'atlas', id);
  const read = { params: { id: lease.id } };
  const stale = { 'if-match': `"${lease.version}"` };
  await call('decideLease', manager, { ...read, headers: stale, body: { decision: 'ask-back', words: 'Why four?' } });
  await call('decideLease', manager, { ...read, headers: stale, body: approve, status: 409 });
  expect((await call('decideLease', manager, { ...read, body: approve, status: 422 })).error.message).toBe(
    'The VO is to answer first.',
  );
  const answered = LeaseDetail.parse(
    await call('answerLease', atlas, { ...read, body: { answer: 'Three do.', count: 3, endsAt: inDays(2) } }),
  );
  expect(answered).toMatchObject({ state: 'asked', decision: 'Why four?', answer: 'Three do.', asked: { count: 3 } });
  const approved = LeaseDetail.parse(
    await call('decideLease', manager, { ...read, body: { ...approve, count: 2, memoryMiB: 128 } }),
  );
  expect(approved).toMatchObject({
    state: 'approved',
    asked: { count: 3, memoryMiB: 96 },
    approved: { count: 2, memoryMiB: 128 },
  });
  expect(approved.history.map(({ words, reason }) => [words, reason])).toEqual([
    ['is asked for by atlas', null],
    ['is asked back', 'Why four?'],
    [expect.stringMatching(/^is answered, and asked for as 3 domains of 1 vCPU, 96 MiB, until /), 'Three do.'],
    [expect.stringMatching(/^is approved as adjusted: 2 domains of 1 vCPU, 128 MiB, until /), null],
  ]);
  const ended = LeaseDetail.parse(await call('endLease', atlas, { ...read, body: {} }));
  expect([ended.state, ended.ending]).toEqual(['approved', true]);
  await call('endLease', atlas, { ...read, body: {}, status: 422 });
  const rejected = await ask(atlas, 'atlas', id);
  await call('decideLease', manager, { params: { id: rejected.id }, body: { decision: 'reject' }, status: 400 });
  await call('decideLease', manager, {
    params: { id: rejected.id },
    body: { decision: 'reject', words: 'Not this week.' },
  });
  const withdrawn = await ask(atlas, 'atlas', id);
  expect(LeaseDetail.parse(await call('endLease', atlas, { params: { id: withdrawn.id }, body: {} })).state).toBe(
    'withdrawn',
  );
  // The audit tells by one route approved from rejected, and ended from withdrawn.
  const done = await server.db.audit.findMany({
    where: { subjectId: { in: [lease.id, rejected.id, withdrawn.id] }, outcome: 'accepted' },
    orderBy: { id: 'asc' },
  });
  expect(done.map(actionWords)).toEqual([
    'Ask for a lease',
    'Ask back about a request for a lease',
    'Answer about a request for a lease',
    'Approve a lease with other terms',
    'End a lease',
    'Ask for a lease',
    'Reject a request for a lease',
    'Ask for a lease',
    'Withdraw a request for a lease',
  ]);
});

test('a list of requests tells of each whether it fits; adjusted terms are tried before they are approved', async () => {
  const { id } = await makeEnvironment(server.db);
  const fits = await ask(atlas, 'atlas', id);
  const large = await ask(lhcb, 'lhcb', id, { count: 8 });
  const { items } = LeasePage.parse(await call('listLeases', manager, { query: { state: 'asked,asked-back' } }));
  expect(items.map(({ number, fit }) => [number, fit])).toEqual([
    [large.number, { fits: false, words: `Short by 2.1 GiB of memory on Dempsey hosts. ${BESIDE}` }],
    [fits.number, { fits: true, words: 'Fits now on Dempsey hosts.' }],
  ]);
  const read = { params: { id: large.id } };
  const tried = LeaseFeasibility.parse(
    await call('tryLeaseTerms', manager, { ...read, body: { count: 4, memoryMiB: 1_024, endsAt: inDays(2) } }),
  );
  expect([tried.fits, tried.image?.missing]).toEqual([true, false]);
  await call('tryLeaseTerms', manager, { ...read, body: { count: 99, endsAt: inDays(2) }, status: 400 });
  await call('tryLeaseTerms', atlas, { ...read, body: { count: 1, endsAt: inDays(2) }, status: 404 });
  await call('decideLease', manager, { ...read, body: { decision: 'reject', words: 'too large' } });
  await call('tryLeaseTerms', manager, { ...read, body: { count: 1, endsAt: inDays(2) }, status: 422 });
  // Whether it fits was only asked: nobody tried to do anything.
  expect(await server.db.audit.count({ where: { action: 'tryLeaseTerms' } })).toBe(0);
});

test('what is made of an image that is not there does not fit, and says so', async () => {
  const environment = await makeEnvironment(server.db, { image: { library: 'none-such', version: 3 } });
  const lease = await ask(atlas, 'atlas', environment.id);
  expect(lease.feasibility).toMatchObject({
    fits: false,
    words: 'The library has no image none-such 3 that is built.',
    alternatives: [],
    image: { missing: true, imageId: null },
  });
  const refused = await call('decideLease', manager, { params: { id: lease.id }, body: approve, status: 409 });
  expect(refused.error.message).toBe('It does not fit now: The library has no image none-such 3 that is built.');
});

test('a lease is extended where nobody else has the place by then, and for no longer than its environment is lent', async () => {
  const { id } = await makeEnvironment(server.db, { daysMax: 10 });
  const lease = await ask(atlas, 'atlas', id);
  const extend = async (days: number, status: number) =>
    await call('extendLease', atlas, { params: { id: lease.id }, body: { endsAt: inDays(days) }, status });
  expect((await extend(3, 422)).error.message).toBe('It is not approved yet.');
  await call('decideLease', manager, { params: { id: lease.id }, body: approve });
  // It does not stand in its own way, though only one of it fits.
  expect(LeaseDetail.parse(await extend(3, 200))).toMatchObject({ asked: { count: 4 }, approved: { count: 4 } });
  expect((await extend(1, 400)).error.fields).toMatchObject([{ field: 'endsAt' }]);
  expect((await extend(11, 400)).error.message).toMatch(/10 days after its start at most/);
  const other = await ask(lhcb, 'lhcb', id, { startsAt: inDays(4), endsAt: inDays(6) });
  await call('decideLease', manager, { params: { id: other.id }, body: approve });
  expect((await extend(5, 409)).error.message).toMatch(
    /^It does not fit now: Short by 2\.1 GiB of memory on Dempsey hosts\./,
  );
  const extended = LeaseDetail.parse(await extend(3.5, 200));
  expect(extended.approved?.endsAt.slice(0, 13)).toBe(inDays(3.5).slice(0, 13));
  expect(extended.extended).toMatchObject({ byName: expect.any(String) });
  expect(LeaseDetail.parse(await call('getLease', atlas, { params: { id: lease.id } })).history).toMatchObject([
    { words: 'is asked for by atlas', byName: expect.any(String) },
    { words: 'is approved' },
    { words: expect.stringMatching(/^is extended to \d+ \w+ \d+ \d\d:\d\d UTC$/) },
    { words: expect.stringMatching(/^is extended to /) },
  ]);
  await call('extendLease', lhcb, { params: { id: lease.id }, body: { endsAt: inDays(3.6) }, status: 404 });
  await call('endLease', atlas, { params: { id: lease.id }, body: {} });
  expect((await extend(3.7, 422)).error.message).toBe('It is being ended already.');
});

test('what an environment does not offer is told by field, for the request and for the approval', async () => {
  const { id } = await makeEnvironment(server.db, { vos: ['atlas'], daysMax: 3 });
  const bad = async (change: object, status = 400) =>
    await call('requestLease', atlas, {
      status,
      body: { environmentId: id, vo: 'atlas', purpose: 'tests', count: 1, endsAt: inDays(2), ...change },
    });
  expect((await bad({ count: 17, vcpus: 5, memoryMiB: 64 })).error.fields.map(({ field }) => field)).toEqual([
    'count',
    'vcpus',
    'memoryMiB',
  ]);
  for (const change of [
    { endsAt: inDays(4) },
    { endsAt: new Date(Date.now() + MINUTE_MS).toISOString() },
    { startsAt: inDays(-1) },
    { startsAt: inDays(400), endsAt: inDays(401) },
    { diskGiB: 4 },
    { purpose: 'two\nlines' },
  ])
    await bad(change);
  expect((await bad({ vo: 'lhcb' }, 403)).error.message).toBe('lhcb is not your VO.');
  const lease = await ask(atlas, 'atlas', id);
  await call('decideLease', manager, { params: { id: lease.id }, body: { ...approve, count: 17 }, status: 400 });
});

test('a retired version is not asked for any more, and its leases are still approved', async () => {
  const created = EnvironmentDetail.parse(
    await call('createEnvironment', manager, { status: 201, body: { name: 'wn-sl', body: environmentBody() } }),
  );
  await call('createEnvironment', manager, { status: 409, body: { name: 'wn-sl', body: environmentBody() } });
  const lease = await ask(atlas, 'atlas', created.id);
  // What nobody knows is told at its field.
  for (const [change, field] of [
    [{ image: { library: 'none-such', version: 1 } }, 'body.image.library'],
    [{ vos: ['altas'] }, 'body.vos'],
    [{ hosts: ['dempsey-99'] }, 'body.hosts'],
    [{ hosts: ['dempsey-01'], hostClass: 'montecito' as const }, 'body.hosts'],
  ] as const)
    expect(
      (
        await call('createEnvironment', manager, {
          status: 400,
          body: { name: 'wn-none', body: environmentBody(change as object) },
        })
      ).error.fields.map((each) => each.field),
    ).toEqual([field]);
  const next = EnvironmentDetail.parse(
    await call('addEnvironmentVersion', manager, {
      status: 201,
      params: { id: created.id },
      body: { body: environmentBody({ memoryMiB: 128 }) },
    }),
  );
  expect([next.version, next.versions.length, next.can.edit.allowed]).toEqual([2, 2, true]);
  await call('addEnvironmentVersion', manager, {
    status: 409,
    params: { id: created.id },
    body: { body: environmentBody() },
  });
  await call('retireEnvironment', manager, { params: { id: created.id }, body: {} });
  await call('retireEnvironment', manager, { params: { id: created.id }, body: {}, status: 409 });
  await call('requestLease', atlas, {
    status: 422,
    body: { environmentId: created.id, vo: 'atlas', purpose: 'tests', count: 1, endsAt: inDays(2) },
  });
  // The version that was asked for is what it is made of.
  const approved = LeaseDetail.parse(await call('decideLease', manager, { params: { id: lease.id }, body: approve }));
  expect(approved).toMatchObject({ state: 'approved', environment: { version: 1 } });
  const list = EnvironmentPage.parse(await call('listEnvironments', atlas));
  expect(list.items.filter(({ name }) => name === 'wn-sl').map(({ version }) => version)).toEqual([2]);
  await call('retireEnvironment', manager, { params: { id: next.id }, body: {} });
  const offered = EnvironmentPage.parse(await call('listEnvironments', atlas));
  expect(offered.items.filter(({ name }) => name === 'wn-sl')).toEqual([]);
  const all = EnvironmentPage.parse(await call('listEnvironments', atlas, { query: { retired: 'true' } }));
  expect(all.items.filter(({ name }) => name === 'wn-sl').map(({ use }) => use.open)).toEqual([1]);
});

test('a quota binds a VO and nobody else, and says what is left', async () => {
  const { id } = await makeEnvironment(server.db);
  const quota = { vo: 'atlas', vcpus: null, memoryMiB: null, diskGiB: null, domains: 3 };
  await call('setVoQuota', manager, { body: quota });
  const typo = await call('setVoQuota', manager, { body: { ...quota, vo: 'altas' }, status: 400 });
  expect(typo.error.message).toMatch(/^vo: has altas, of which nothing here is: known are .*atlas.*lhcb/);
  const lease = await ask(atlas, 'atlas', id, { count: 4, memoryMiB: 96 });
  expect(lease.feasibility).toMatchObject({
    fits: false,
    words: 'The VO is over its quota by 1 domain.',
    quota: 'Of the quota of the VO 3 domains are left in that time.',
  });
  await call('decideLease', manager, { params: { id: lease.id }, body: approve, status: 409 });
  await call('decideLease', manager, { params: { id: lease.id }, body: { ...approve, count: 2 } });
  const own = VoQuotas.parse(await call('listVoQuotas', atlas));
  expect(own.items).toMatchObject([{ vo: 'atlas', domains: 3, taken: { domains: 2, vcpus: 2, memoryMiB: 192 } }]);
  const others = VoQuotas.parse(await call('listVoQuotas', lhcb));
  expect(others.items).toMatchObject([{ vo: 'lhcb', domains: null, taken: { domains: 0 } }]);
  expect((await ask(lhcb, 'lhcb', id)).feasibility?.fits).toBe(true);
  await call('removeVoQuota', manager, { params: { vo: 'atlas' }, body: {} });
  await call('removeVoQuota', manager, { params: { vo: 'atlas' }, body: {}, status: 404 });
  expect((await ask(atlas, 'atlas', id, { count: 8, memoryMiB: 96 })).feasibility?.fits).toBe(true);
});

test('fewer that are smaller as well are proposed whole, and what is proposed is had', async () => {
  const { id } = await makeEnvironment(server.db);
  await call('setVoQuota', manager, {
    body: { vo: 'atlas', vcpus: null, memoryMiB: 256, diskGiB: null, domains: 6 },
  });
  const wish = { environmentId: id, vo: 'atlas', count: 8, vcpus: 4, memoryMiB: 4_096, endsAt: inDays(2) };
  const { alternatives } = LeaseFeasibility.parse(await call('checkLease', atlas, { body: wish }));
  expect(alternatives).toMatchObject([
    { kind: 'fewer-smaller', terms: { count: 2, vcpus: 1, memoryMiB: 96, diskGiB: null, endsAt: wish.endsAt } },
  ]);
  const { count = 0, vcpus = 0, memoryMiB = 0 } = alternatives[0]?.terms ?? {};
  const taken = LeaseFeasibility.parse(await call('checkLease', atlas, { body: { ...wish, count, vcpus, memoryMiB } }));
  expect(taken.fits).toBe(true);
});

test('of the vCPUs of a VO those for Itanium have a limit of their own', async () => {
  await makeHost(server.db, { name: 'montecito-01', class: 'montecito', architecture: 'ia64' });
  const itanium = await makeEnvironment(server.db, { architecture: 'ia64', hostClass: 'montecito' });
  const { id: elsewhere } = await makeEnvironment(server.db);
  const quota = { vo: 'atlas', vcpus: 20, memoryMiB: null, diskGiB: null, domains: null };
  await call('setVoQuota', manager, { body: { ...quota, ia64Vcpus: 3 } });
  const two = await ask(atlas, 'atlas', itanium.id, { count: 2, memoryMiB: 96 });
  await call('decideLease', manager, { params: { id: two.id }, body: approve });
  const over = await ask(atlas, 'atlas', itanium.id, { count: 2, memoryMiB: 96 });
  expect(over.feasibility).toMatchObject({
    fits: false,
    words: 'The VO is over its quota by 1 IA-64 vCPU.',
    shortages: [{ hostClass: null, resource: 'ia64Vcpus', missing: 1 }],
    quota: 'Of the quota of the VO 18 vCPUs, 1 IA-64 vCPU are left in that time.',
  });
  await call('decideLease', manager, { params: { id: over.id }, body: approve, status: 409 });
  expect((await ask(atlas, 'atlas', elsewhere, { count: 2, memoryMiB: 96 })).feasibility?.fits).toBe(true);
  // Who sets the others and says nothing of it leaves it as it was.
  await call('setVoQuota', manager, { body: { ...quota, vcpus: 10 } });
  const { items } = VoQuotas.parse(await call('listVoQuotas', atlas));
  expect(items).toMatchObject([{ vcpus: 10, ia64Vcpus: 3, taken: { vcpus: 2, ia64Vcpus: 2 } }]);
});

test('of another VO nothing is seen: neither its leases nor what is offered to it alone', async () => {
  const own = await makeEnvironment(server.db, { vos: ['atlas', 'cms'], hosts: ['dempsey-01'] });
  const lease = await ask(atlas, 'atlas', own.id, { purpose: 'a secret of atlas' });
  const seen = [
    await server.call('getLease', { as: lhcb, params: { id: lease.id } }),
    await server.call('getEnvironment', { as: lhcb, params: { id: own.id } }),
    await server.call('endLease', { as: lhcb, params: { id: lease.id }, body: {} }),
    await server.call('checkLease', {
      as: lhcb,
      body: { environmentId: own.id, vo: 'lhcb', count: 1, endsAt: inDays(1) },
    }),
  ];
  expect(seen.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect(LeasePage.parse(await call('listLeases', lhcb)).items).toEqual([]);
  const names = EnvironmentPage.parse(await call('listEnvironments', lhcb)).items.map(({ id }) => id);
  expect(names).not.toContain(own.id);
  // Its own people see it, but neither the other VOs that it is offered to nor hosts.
  const detail = EnvironmentDetail.parse(await call('getEnvironment', atlas, { params: { id: own.id } }));
  expect(detail.body).toMatchObject({ vos: ['atlas'], hosts: [] });
  const whole = EnvironmentDetail.parse(await call('getEnvironment', manager, { params: { id: own.id } }));
  expect(whole.body).toMatchObject({ vos: ['atlas', 'cms'], hosts: ['dempsey-01'] });
  const audits = await server.db.audit.findMany({
    where: { subjectType: 'lease', subjectId: lease.id, outcome: 'accepted' },
  });
  expect(audits.map(({ action, vo }) => [action, vo])).toEqual([['requestLease', 'atlas']]);
});
