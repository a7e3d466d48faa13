/** Creating and deleting domains over the API: what is short, taken or not confirmed is refused before anything is queued. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CreateDomain, CreationCheck } from '@/lib/contracts/domain-making';
import { ROLE_SCOPES } from '@/lib/domain/access';
import { openContext } from '@/lib/server/crypto/seal-context';
import type { ServiceContext } from '@/lib/server/service-context';
import { makeBuiltImage, makeImage } from '@/lib/server/testing/image-world';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { createDomain } from './create-domain';
import { makeContext } from './make-context';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';

let server: TestServer;
let operator: Caller;
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
});
afterAll(async () => await server.stop());
// Where a domain fits best is asked of every host there is.
beforeEach(async () => {
  await server.db.operation.deleteMany();
  await server.db.domain.deleteMany();
  await server.db.host.deleteMany();
});

const GIB = 1024 ** 2;
let counter = 0;
const wish = (change: object = {}) => ({
  name: `new-${(counter += 1)}`,
  memoryKiB: GIB,
  boot: { from: 'kernel', kernel: '/boot/vmlinuz' },
  ...change,
});
const create = async (body: object, key?: string) =>
  await server.call('createDomain', {
    as: operator,
    body,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });
const bodyOf = async (answer: Response) =>
  (await answer.json()) as {
    readonly operation: {
      readonly id: string;
      readonly hostId: string;
      readonly domainId: string;
      readonly title: string;
    };
    readonly error: { readonly message: string; readonly fields: readonly { readonly field: string }[] };
  };

describe('creating', () => {
  test('without a host goes where it fits best, and is in the audit under its own name', async () => {
    await makeHost(server.db, { memoryFreeKiB: 2n * BigInt(GIB) });
    const roomy = await makeHost(server.db, { memoryFreeKiB: 7n * BigInt(GIB) });
    const answer = await create(wish({ vo: 'atlas' }));
    expect(answer.status).toBe(202);
    const { operation } = await bodyOf(answer);
    expect(operation.hostId).toBe(roomy.id);
    const audit = await server.db.audit.findFirstOrThrow({ where: { subjectId: operation.domainId } });
    expect(audit).toMatchObject({
      action: 'createDomain',
      scope: 'domains:create',
      subjectType: 'domain',
      vo: 'atlas',
    });
  });

  test('of two at once for the last memory one is queued and the other refused, with what is short', async () => {
    const host = await makeHost(server.db, { memoryFreeKiB: 3n * BigInt(GIB) });
    const two = [wish({ memoryKiB: 2 * GIB, hostId: host.id }), wish({ memoryKiB: 2 * GIB, hostId: host.id })];
    const answers = await Promise.all(two.map(async (body) => await create(body)));
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['202', '422']);
    const refused = answers.find(({ status }) => status === 422);
    expect((await bodyOf(refused ?? new Response())).error.message).toMatch(
      /has 1 GiB free beyond what is promised .*; .* short by/,
    );
    // One that stays off takes none.
    expect((await create(wish({ memoryKiB: 2 * GIB, hostId: host.id, start: false }))).status).toBe(202);
  });

  test('a name is one domain, also among those that are being made', async () => {
    const host = await makeHost(server.db);
    const { name } = await makeDomain(server.db, { hostId: host.id });
    const taken = await create(wish({ name }));
    expect(taken.status).toBe(409);
    expect((await bodyOf(taken)).error.fields).toMatchObject([{ field: 'name' }]);
    const body = wish();
    const answers = await Promise.all([create(body), create(body)]);
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['202', '409']);
  });

  test('one key is one domain; for another wish it is a conflict', async () => {
    await makeHost(server.db);
    const [key, body] = [randomUUID(), wish()];
    const [first, second] = [await bodyOf(await create(body, key)), await bodyOf(await create(body, key))];
    expect(second.operation.id).toBe(first.operation.id);
    expect(second.operation.domainId).toBe(first.operation.domainId);
    expect((await create({ ...body, vcpus: 2 }, key)).status).toBe(409);
  });

  test('like another takes what is left out, and tells what it lacks', async () => {
    const host = await makeHost(server.db);
    const like = await makeDomain(server.db, { hostId: host.id, state: 'running' });
    const { memoryKiB: _memory, boot: _boot, ...sizeless } = wish();
    const lacking = await create({ ...sizeless, like: like.id });
    expect(lacking.status).toBe(400);
    expect((await bodyOf(lacking)).error.fields).toMatchObject([{ field: expect.stringMatching(/like|disks/) }]);
    expect((await create({ ...wish(), like: randomUUID() })).status).toBe(400);
  });

  test.each([
    ['a name with a slash', { name: '../x' }],
    ['a path that climbs', { disks: [{ from: 'copy', path: '/images/../etc/passwd', format: 'raw' }] }],
    ['a path of a device', { disks: [{ from: 'layer', path: '/dev/sda', format: 'raw' }] }],
    ['an image without its format', { disks: [{ from: 'copy', path: '/images/a' }] }],
    ['more memory than any host', { memoryKiB: 1e15 }],
    ['a line break for the kernel', { boot: { from: 'kernel', kernel: '/k', commandLine: 'a\nb' } }],
    ['less at most than it gets', { maxMemoryKiB: 65_536 }],
    ['a boot from no disk', { boot: { from: 'disk' } }],
    ['a field that nobody knows', { autostart: true }],
  ])('%s is refused by its field, and nothing is queued', async (_what, change) => {
    await makeHost(server.db);
    const answer = await create(wish(change));
    expect(answer.status).toBe(400);
    expect((await bodyOf(answer)).error.fields.length).toBeGreaterThan(0);
    expect(await server.db.operation.count()).toBe(0);
  });
});

describe('from the library', () => {
  const makeOf = async (change: { readonly vo?: string } = {}) =>
    await makeBuiltImage(server.db, await makeImage(server.db, change));
  const contextOf = async (): Promise<ServiceContext> => {
    const { userId } = await server.signInAs('operator');
    return {
      actor: { userId, name: 'Olga', role: 'operator', scopes: ROLE_SCOPES.operator, via: 'session' },
      db: server.db,
      now: () => new Date(),
      requestId: 'test',
      address: undefined,
    };
  };

  test('an image is kept from the moment in which a domain of it is asked for', async () => {
    await makeHost(server.db);
    const image = await makeOf();
    const answer = await create(wish({ disks: [{ from: 'library', imageId: image.id }] }));
    expect(answer.status).toBe(202);
    const { operation } = await bodyOf(answer);
    expect(await server.db.imageUse.findMany({ where: { imageId: image.id } })).toMatchObject([
      { subject: `domain:${operation.domainId}`, reason: 'a domain is made of it' },
    ]);
  });

  test('one that is unknown, removed, another VO’s or without a kernel is refused by its field', async () => {
    await makeHost(server.db);
    const [removed, ofCms, kernelless] = [await makeOf(), await makeOf({ vo: 'cms' }), await makeOf()];
    await server.db.image.update({ where: { id: removed.id }, data: { removedAt: new Date() } });
    const disk = (imageId: string) => ({ disks: [{ from: 'library', imageId }] });
    for (const [change, field] of [
      [disk(randomUUID()), 'disks.0.imageId'],
      [disk(removed.id), 'disks.0.imageId'],
      [{ ...disk(ofCms.id), vo: 'atlas' }, 'disks.0.imageId'],
      [{ boot: { from: 'library', imageId: kernelless.id } }, 'boot.imageId'],
    ] as const) {
      const answer = await create(wish(change));
      expect(answer.status).toBe(400);
      expect((await bodyOf(answer)).error.fields).toMatchObject([{ field }]);
    }
    expect(await server.db.operation.count()).toBe(0);
    expect((await create(wish({ ...disk(ofCms.id), vo: 'cms' }))).status).toBe(202);
  });

  test('a context is one domain’s, goes by its id, and is nobody’s to ask for over the API', async () => {
    await makeHost(server.db);
    const context = await contextOf();
    const contextId = await server.db.$transaction(async (tx) => await makeContext(tx, Buffer.from('the keys')));
    const [body, other] = [CreateDomain.parse(wish()), CreateDomain.parse(wish())];
    const { operation } = await createDomain({ context, body, contextId, owner: 'site:one', call: {} });
    const kept = await server.db.operation.findUniqueOrThrow({ where: { id: operation.id } });
    expect(kept.input).toMatchObject({ contextId, owner: 'site:one' });
    const row = await server.db.domainContext.findUniqueOrThrow({ where: { id: contextId } });
    expect(row.domainId).toBe(operation.domainId);
    const key = { secret: process.env['GRIDBOX_SECRET'] ?? '', bind: contextId };
    expect(Buffer.from(row.sealed).toString('latin1')).not.toContain('keys');
    expect(openContext(row.sealed, key).toString()).toBe('the keys');
    expect(() => openContext(row.sealed, { ...key, bind: randomUUID() })).toThrow('do not open');
    await expect(createDomain({ context, body: other, contextId, call: {} })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await create(wish({ contextId }))).status).toBe(400);
  });
});

test('the check says of every host what creating would say', async () => {
  await makeHost(server.db, { name: 'small', memoryFreeKiB: BigInt(GIB) / 2n });
  const large = await makeHost(server.db, { name: 'large' });
  const { name: _name, ...body } = wish();
  const answer = await server.call('checkCreation', { as: operator, body });
  const { items, words } = CreationCheck.parse(await answer.json());
  expect(items.map(({ hostName, verdict, recommended }) => [hostName, verdict, recommended])).toEqual([
    ['large', 'ready', true],
    ['small', 'refused', false],
  ]);
  expect(items[1]?.refusals[0]?.sentence).toMatch(/^small has 512 MiB free; .* short by/);
  expect(words).toMatch(/^large: /);
  await server.db.host.update({ where: { id: large.id }, data: { maintenance: true } });
  expect((await create(wish())).status).toBe(422);
});

describe('deleting', () => {
  const remove = async (id: string, body: object) =>
    await server.call('deleteDomain', { as: operator, params: { id }, body });

  test('what runs goes only by its name and by how it is ended', async () => {
    const { id, name } = await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, state: 'running' });
    expect((await remove(id, { stop: 'force-off' })).status).toBe(400);
    const wrong = await remove(id, { stop: 'force-off', confirmName: `${name}x` });
    expect((await bodyOf(wrong)).error.fields).toMatchObject([{ field: 'confirmName' }]);
    expect((await remove(id, { confirmName: name })).status).toBe(422);
    expect((await remove(id, { stop: 'force-off', confirmName: name })).status).toBe(202);
  });

  test('what is off goes without, and what is in doubt does not', async () => {
    const hostId = (await makeHost(server.db)).id;
    const off = await makeDomain(server.db, { hostId, state: 'off' });
    const split = await makeDomain(server.db, { hostId, state: 'off', splitBrain: true });
    expect((await remove(off.id, {})).status).toBe(202);
    expect((await remove(split.id, {})).status).toBe(422);
  });
});
