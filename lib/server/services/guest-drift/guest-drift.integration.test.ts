/** Findings by the routes: who sees them, what may be done about each, acceptance, and the rebuilding of a domain. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GuestDrift, GuestDriftFinding, GuestDriftPage } from '@/lib/contracts/guest-drift';
import { OperationAccepted } from '@/lib/contracts/operations';
import type { RouteId } from '@/lib/contracts/routes';
import { makeCreation, makeDriftFinding } from '@/lib/server/testing/drift-world';
import { makeBuiltImage, makeImage } from '@/lib/server/testing/image-world';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';
import { startTestServer, type CallOptions, type Caller, type TestServer } from '@/lib/server/testing/test-server';

let server: TestServer;
let [operator, voAdmin]: Caller[] = [];
beforeAll(async () => {
  server = await startTestServer();
  [operator, voAdmin] = [await server.signInAs('operator'), await server.signInAs('vo-admin', { vos: ['atlas'] })];
});
afterAll(async () => await server.stop());

const call = async (id: RouteId, options: CallOptions = {}): Promise<Response> =>
  await server.call(id, { as: operator ?? {}, ...options });
const sentence = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as { error: { message: string } }).error.message,
];
const domain = async (change: { readonly vo?: string; readonly state?: 'running' | 'off' } = {}) =>
  await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, vo: 'atlas', state: 'running', ...change });
const drift = async (id: string): Promise<GuestDrift> =>
  GuestDrift.parse(await (await call('getGuestDrift', { params: { id } })).json());

describe('findings', () => {
  test('are listed while they are open, for those who see their domains', async () => {
    const [own, other] = [await domain(), await domain({ vo: 'lhcb' })];
    const [open, gone, accepted, foreign] = [
      await makeDriftFinding(server.db, own.id),
      await makeDriftFinding(server.db, own.id, { subject: '/gone', goneAt: new Date() }),
      await makeDriftFinding(server.db, own.id, { subject: '/accepted' }),
      await makeDriftFinding(server.db, other.id),
    ];
    await server.db.driftFinding.update({
      where: { id: accepted.id },
      data: { acceptedAt: new Date(), acceptedFound: 'there' },
    });
    const listed = async (as: Caller | undefined, state?: string): Promise<string[]> => {
      const response = await call('listGuestDrift', {
        as: as ?? {},
        query: { pageSize: '500', ...(state === undefined ? {} : { state }) },
      });
      const known = new Set([open.id, gone.id, accepted.id, foreign.id]);
      return GuestDriftPage.parse(await response.json())
        .items.map(({ id }) => id)
        .filter((id) => known.has(id));
    };
    expect((await listed(operator)).toSorted()).toEqual([open.id, foreign.id].toSorted());
    expect(await listed(voAdmin)).toEqual([open.id]);
    expect(await listed(voAdmin, 'gone')).toEqual([gone.id]);
    expect(await listed(voAdmin, 'accepted')).toEqual([accepted.id]);
    const body = await drift(own.id);
    expect(body.findings.map(({ id }) => id)).toEqual([open.id, accepted.id, gone.id]);
    expect(body).toMatchObject({ checkedAt: null, image: null, can: { check: { allowed: true } } });
    expect((await call('getGuestDrift', { as: voAdmin ?? {}, params: { id: other.id } })).status).toBe(404);
  });

  test('say what may be done about them, and why not', async () => {
    const { id, name } = await domain();
    const off = await domain({ state: 'off' });
    await makeDriftFinding(server.db, id);
    await makeDriftFinding(server.db, id, { check: 'package', subject: 'libc6' });
    const still = await makeDriftFinding(server.db, off.id);
    const { findings } = await drift(id);
    expect(findings.map(({ check, can }) => [check, can.run.allowed])).toEqual([
      ['lib-tls', true],
      ['package', false],
    ]);
    const refused = await sentence(await call('remedyGuestDrift', { params: { id: still.id }, body: {} }));
    expect(refused).toEqual([422, `${off.name} is off; its guest has to run.`]);
    const asked = await call('remedyGuestDrift', {
      params: { id: findings[0]?.id ?? '' },
      body: { reason: 'it crawls' },
      headers: { 'idempotency-key': `k-${id}` },
    });
    const { operation } = OperationAccepted.parse(await asked.json());
    expect(operation).toMatchObject({
      kind: 'remedy-domain-drift',
      title: `Mend a difference of ${name} from its image`,
    });
    const audit = await server.db.audit.findMany({ where: { action: 'remedyGuestDrift', subjectId: id } });
    expect(audit).toMatchObject([{ reason: 'it crawls', outcome: 'accepted' }]);
  });

  test('are accepted with a reason, until something else is found', async () => {
    const { id } = await domain();
    const { id: finding } = await makeDriftFinding(server.db, id);
    const accept = async (body: object) => await call('acceptGuestDrift', { params: { id: finding }, body });
    expect((await sentence(await accept({ accepted: true })))[0]).toBe(400);
    const accepted = GuestDriftFinding.parse(await (await accept({ accepted: true, reason: 'a test node' })).json());
    expect(accepted).toMatchObject({ state: 'accepted', accepted: { why: 'a test node' } });
    expect((await accept({ accepted: true, reason: 'again' })).status).toBe(422);
    await server.db.driftFinding.update({ where: { id: finding }, data: { found: 'there, and larger' } });
    expect((await drift(id)).findings).toMatchObject([{ state: 'open' }]);
    await server.db.driftFinding.update({ where: { id: finding }, data: { found: 'there' } });
    const back = GuestDriftFinding.parse(await (await accept({ accepted: false })).json());
    expect(back).toMatchObject({ state: 'open', accepted: null });
  });
});

test('a domain is compared when somebody asks, or every so many hours', async () => {
  const { id } = await domain();
  const off = await domain({ state: 'off' });
  expect((await call('checkGuestDrift', { params: { id }, body: {} })).status).toBe(202);
  expect(await sentence(await call('checkGuestDrift', { params: { id: off.id }, body: {} }))).toEqual([
    422,
    `${off.name} is off; its guest has to run.`,
  ]);
  const set = async (everyHours: number | null) =>
    GuestDrift.parse(await (await call('scheduleGuestDrift', { params: { id }, body: { everyHours } })).json());
  expect(await set(6)).toMatchObject({ everyHours: 6, nextDueAt: expect.any(String) });
  expect(await set(null)).toMatchObject({ everyHours: null, nextDueAt: null });
});

describe('a rebuild', () => {
  const image = async () => await makeBuiltImage(server.db, await makeImage(server.db));
  const rebuild = async (id: string, body: object, key?: string) =>
    await call('rebuildDomain', {
      params: { id },
      body,
      ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    });
  test('deletes the domain and creates it as it was created, in this order, and once for one key', async () => {
    const { id, name } = await domain();
    await makeCreation(server.db, { id, name, imageId: (await image()).id });
    expect((await drift(id)).can.rebuild).toEqual({ allowed: true });
    expect((await sentence(await rebuild(id, { confirmName: 'other' })))[1]).toContain(`give the name ${name}`);
    const key = `rebuild-${id}`;
    expect((await rebuild(id, { confirmName: name, reason: 'drifted' }, key)).status).toBe(202);
    expect((await rebuild(id, { confirmName: name, reason: 'drifted' }, key)).status).toBe(202);
    const queued = await server.db.operation.findMany({
      where: { domainId: id, state: 'queued' },
      orderBy: { number: 'asc' },
    });
    expect(queued.map(({ kind, input }) => [kind, input])).toMatchObject([
      ['delete-domain', { stop: 'force-off' }],
      ['create-domain', { name, memoryKiB: 65_536 }],
    ]);
  });

  test('is refused of what was made of no image, of another’s, and of an image that its VO does not take any more', async () => {
    const plain = await domain();
    expect(await sentence(await rebuild(plain.id, { confirmName: plain.name }))).toEqual([
      422,
      'It was not made of an image of the library: there is nothing to make it of again.',
    ]);
    const owned = await domain();
    await makeCreation(server.db, { ...owned, imageId: (await image()).id, owner: 'site:1' });
    expect((await sentence(await rebuild(owned.id, { confirmName: owned.name })))[1]).toContain('It belongs to site:1');
    const vo = `vo-${randomUUID().slice(0, 8)}`;
    const strict = await domain({ vo });
    await makeCreation(server.db, { ...strict, imageId: (await image()).id });
    await server.db.imagePolicy.create({ data: { vo, rule: 'endorsed', setByName: 'x' } });
    expect((await sentence(await rebuild(strict.id, { confirmName: strict.name })))[1]).toContain(
      'is in no image list',
    );
    expect(await server.db.operation.count({ where: { domainId: strict.id, state: 'queued' } })).toBe(0);
  });
});
