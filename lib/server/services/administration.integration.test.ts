/** Hosts, accounts, tokens and alarms over the API: conflicts, last administrators, scopes of tokens, and no secret in any answer, log or audit. */
import { METRIC_RANGES } from '@/lib/contracts/metrics';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog, setLog } from '@/lib/server/log';
import { openCredentials } from '@/lib/server/crypto/seal-credentials';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeAlarm, makeDomain, makeHost, makeOperation } from '@/lib/server/testing/test-world';

let server: TestServer;
let admin: Caller & { userId: string; email: string; password: string };
const logged: string[] = [];
beforeAll(async () => {
  server = await startTestServer();
  setLog(createLog('trace', { write: (line) => void logged.push(line) }));
  admin = await server.signInAs('administrator');
});
afterAll(async () => {
  setLog(undefined);
  await server.stop();
});

type Json = Record<string, unknown>;
const json = async (answer: Response): Promise<Json> => (await answer.json()) as Json;

describe('a host', () => {
  const create = async (body: Json) => await server.call('createHost', { as: admin, body });

  test('is added, edited by version, and removed with its domains; each step an event and an audit row', async () => {
    const created = await create({ name: 'h-1', uri: 'qemu+ssh://root@h1.example/system', class: 'dempsey' });
    expect(created.status).toBe(201);
    const host = await json(created);
    expect(host).toMatchObject({
      name: 'h-1',
      status: 'connecting',
      driver: 'libvirt',
      hasCredentials: false,
      version: 1,
      limits: { migrationsIn: 2, migrationsOut: 2 },
    });
    const id = String(host['id']);
    const edit = async (body: Json, version?: string) =>
      await server.call('updateHost', {
        as: admin,
        params: { id },
        body,
        ...(version === undefined ? {} : { headers: { 'if-match': version } }),
      });

    expect((await edit({ maintenance: true }, '"1"')).headers.get('etag')).toBe('"2"');
    const stale = await edit({ name: 'late' }, '"1"');
    expect(stale.status).toBe(409);
    expect(await json(stale)).toMatchObject({ error: { detail: { version: 2 } } });
    expect((await edit({ version: 1 })).status).toBe(409);
    const both = await Promise.all([edit({ class: 'other' }, '"2"'), edit({ class: 'montecito' }, '"2"')]);
    expect(both.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(await json(await edit({ enabled: false }))).toMatchObject({ status: 'disabled' });
    expect(await json(await edit({ enabled: true, limits: { migrationsIn: 5 } }))).toMatchObject({
      status: 'connecting',
      limits: { migrationsIn: 5, migrationsOut: 2 },
    });

    const domain = await makeDomain(server.db, { hostId: id, vo: 'atlas' });
    const operation = await makeOperation(server.db, { hostId: id, state: 'running' });
    expect((await server.call('removeHost', { as: admin, params: { id } })).status).toBe(422);
    await server.db.operation.update({ where: { id: operation.id }, data: { state: 'succeeded' } });
    expect(
      (await server.call('removeHost', { as: admin, params: { id }, headers: { 'if-match': '"1"' } })).status,
    ).toBe(409);
    expect((await server.call('removeHost', { as: admin, params: { id } })).status).toBe(204);
    expect((await server.call('getDomain', { as: admin, params: { id: domain.id } })).status).toBe(404);
    const events = await server.db.event.findMany({
      where: { OR: [{ hostId: id }, { domainId: domain.id }] },
      orderBy: { sequence: 'asc' },
    });
    expect(events.map((event) => event.type)).toEqual(
      expect.arrayContaining(['host.added', 'host.changed', 'host.status', 'domain.removed', 'host.removed']),
    );
    const audit = await server.db.audit.findMany({
      where: { subjectId: id, outcome: 'accepted' },
      orderBy: { id: 'asc' },
    });
    expect(audit.map((row) => row.action)).toEqual([
      'createHost',
      'updateHost',
      'updateHost',
      'updateHost',
      'updateHost',
      'removeHost',
    ]);
    expect(audit[1]).toMatchObject({ before: { maintenance: false }, after: { maintenance: true } });
  });

  test('with a taken name or address is a conflict at that field, also when both come at once', async () => {
    await create({ name: 'taken', uri: 'qemu+ssh://taken/system' });
    expect(await json(await create({ name: 'taken', uri: 'qemu+ssh://other/system' }))).toMatchObject({
      error: { code: 'conflict', fields: [{ field: 'name' }] },
    });
    expect(await json(await create({ name: 'other', uri: 'qemu+ssh://taken/system' }))).toMatchObject({
      error: { code: 'conflict', fields: [{ field: 'uri' }] },
    });
    const race = await Promise.all(
      Array.from({ length: 5 }, async () => await create({ name: 'race', uri: 'qemu+ssh://race/system' })),
    );
    expect(race.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409, 409]);
    const bad = await create({ name: 'bad', uri: 'qemu+ext:///system?command=/bin/sh' });
    expect(await json(bad)).toMatchObject({ error: { code: 'bad-request', fields: [{ field: 'uri' }] } });
  });

  test('keeps credentials sealed and tells nobody', async () => {
    const password = `host-secret-${randomUUID()}`;
    const created = await create({ name: 'sealed', uri: 'esx://esx1/', credentials: { username: 'root', password } });
    const id = String((await json(created.clone()))['id']);
    const tested = await server.call('testConnection', {
      as: admin,
      body: { uri: 'esx://esx2/', credentials: { username: 'root', password } },
    });
    const operationId = String(((await json(tested.clone()))['operation'] as Json)['id']);
    const answers = [
      created,
      tested,
      await server.call('getHost', { as: admin, params: { id } }),
      await server.call('listHosts', { as: admin }),
      await server.call('updateHost', {
        as: admin,
        params: { id },
        body: { credentials: { username: 'root', password } },
      }),
      await server.call('getOperation', { as: admin, params: { id: operationId } }),
      await server.call('listAudit', { as: admin, query: { pageSize: '500' } }),
    ];
    const text = (await Promise.all(answers.map(async (answer) => await answer.text()))).join('\n');
    expect(text).toContain('"hasCredentials":true');
    expect(text).not.toContain(password);
    expect(text).not.toContain('credentialsEncrypted');
    const stored = await server.db.host.findUniqueOrThrow({ where: { id } });
    const secret = process.env['GRIDBOX_SECRET'] ?? '';
    expect(openCredentials(stored.credentialsEncrypted ?? new Uint8Array(), { secret, bind: id })).toEqual({
      username: 'root',
      password,
    });
    const operation = await server.db.operation.findUniqueOrThrow({ where: { id: operationId } });
    const sealed = String((operation.input as Json)['credentialsEncrypted']);
    expect(openCredentials(Buffer.from(sealed, 'base64'), { secret, bind: 'esx://esx2/' })).toMatchObject({ password });
    expect(JSON.stringify(await server.db.operation.findMany({ select: { input: true, result: true } }))).not.toContain(
      password,
    );
    expect(logged.join('\n')).not.toContain(password);
    await server.call('updateHost', { as: admin, params: { id }, body: { credentials: null } });
    expect(await json(await server.call('getHost', { as: admin, params: { id } }))).toMatchObject({
      hasCredentials: false,
    });
  });

  test('shows a VO admin its name and age, and nothing of what it is', async () => {
    const host = await makeHost(server.db, { name: 'shared-host' });
    await makeDomain(server.db, { hostId: host.id, vo: 'atlas' });
    await makeDomain(server.db, { hostId: host.id, vo: 'lhcb' });
    const voAdmin = await server.signInAs('vo-admin', { vos: ['atlas'] });
    const list = (await json(await server.call('listHosts', { as: voAdmin, query: { sort: 'memoryFreeKiB' } })))[
      'items'
    ];
    expect(list).toEqual([
      expect.objectContaining({
        name: 'shared-host',
        uri: '',
        cpuModel: null,
        cpuLoad: null,
        memoryFreeKiB: null,
        domainCount: 1,
      }),
    ]);
    const detail = await json(await server.call('listDomains', { as: voAdmin }));
    expect(detail).toMatchObject({
      total: 1,
      items: [
        {
          vo: 'atlas',
          can: {
            start: { allowed: false },
            shutdown: { allowed: true },
            migrate: { allowed: false, reason: expect.stringContaining('do not migrate domains') },
          },
        },
      ],
    });
    const [domain] = detail['items'] as { id: string }[];
    expect(
      JSON.stringify(await json(await server.call('getDomain', { as: voAdmin, params: { id: domain?.id ?? '' } }))),
    ).not.toContain('secret-path');
  });
});

describe('accounts', () => {
  test('the last administrator can neither be removed, nor disabled, nor demoted, also by two at once', async () => {
    const second = await server.signInAs('administrator');
    const change = async (id: string, body: Json) =>
      (await server.call('updateUser', { as: admin, params: { id }, body })).status;
    const both = await Promise.all([
      server.call('removeUser', { as: admin, params: { id: second.userId } }),
      server.call('updateUser', { as: second, params: { id: admin.userId }, body: { role: 'viewer' } }),
    ]);
    // Whoever comes second finds that it would be the last, or is no administrator any more.
    expect(both.filter((answer) => answer.ok)).toHaveLength(1);
    expect(await server.db.user.count({ where: { role: 'administrator', disabled: false } })).toBe(1);
    if (both[1].ok) await server.db.user.update({ where: { id: admin.userId }, data: { role: 'administrator' } });
    await server.db.user.deleteMany({ where: { role: 'administrator', id: { not: admin.userId } } });
    expect(await change(admin.userId, { role: 'viewer' })).toBe(422);
    expect(await change(admin.userId, { disabled: true })).toBe(422);
    expect((await server.call('removeUser', { as: admin, params: { id: admin.userId } })).status).toBe(422);
    expect(await change(admin.userId, { name: 'Still here' })).toBe(200);
  });

  test('a new account gets a one-time password, once; a reset ends its sessions; roles count at once', async () => {
    const body = { name: 'New', email: 'New.One@grid.example', role: 'vo-admin', vos: ['atlas'] };
    expect((await server.call('createUser', { as: admin, body: { ...body, vos: [] } })).status).toBe(400);
    const created = await json(await server.call('createUser', { as: admin, body }));
    const password = String(created['oneTimePassword']);
    const id = String((created['user'] as Json)['id']);
    expect(
      (await server.call('createUser', { as: admin, body: { ...body, email: 'new.one@GRID.example' } })).status,
    ).toBe(409);
    const session = await server.call('signIn', { body: { email: body.email, password } });
    expect(await json(session)).toMatchObject({ mustChangePassword: true, vos: ['atlas'], role: 'vo-admin' });
    const reset = await json(
      await server.call('updateUser', { as: admin, params: { id }, body: { resetPassword: true } }),
    );
    expect(reset['oneTimePassword']).not.toBe(password);
    expect(await server.db.session.count({ where: { userId: id } })).toBe(0);
    expect((await server.call('signIn', { body: { email: body.email, password } })).status).toBe(401);
    const others = [
      await server.call('listUsers', { as: admin, query: { pageSize: '500' } }),
      await server.call('listAudit', { as: admin, query: { pageSize: '500' } }),
    ];
    for (const answer of others) expect(await answer.text()).not.toContain(password);
    expect(logged.join('\n')).not.toContain(password);

    const operator = await server.signInAs('operator');
    await server.call('updateUser', { as: admin, params: { id: operator.userId }, body: { role: 'viewer' } });
    expect(await json(await server.call('getSession', { as: operator }))).toMatchObject({ role: 'viewer' });
  });
});

describe('API tokens', () => {
  const mint = async (as: Caller, scopes: string[]) =>
    await server.call('createToken', { as, body: { name: 'ci', scopes, expiresInDays: 1 } });

  test('are shown once, kept as a hash, and end by revocation, expiry and their owner', async () => {
    const owner = await server.signInAs('operator');
    const made = await json(await mint(owner, ['domains:read']));
    const secret = String(made['secret']);
    expect(secret).toMatch(/^gbx_[\w-]{43}$/);
    const as = { token: secret };
    expect((await server.call('listDomains', { as })).status).toBe(200);
    const list = await (await server.call('listTokens', { as: owner })).text();
    expect(list).toContain(secret.slice(0, 10));
    expect(list).not.toContain(secret);
    expect(
      JSON.stringify(await server.db.apiToken.findMany(), (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    ).not.toContain(secret);
    expect(logged.join('\n')).not.toContain(secret);
    expect(JSON.stringify(await server.db.audit.findMany({ select: { before: true, after: true } }))).not.toContain(
      secret,
    );

    const id = String((made['token'] as Json)['id']);
    const stranger = await server.signInAs('operator');
    expect((await server.call('revokeToken', { as: stranger, params: { id } })).status).toBe(404);
    expect((await server.call('revokeToken', { as: owner, params: { id } })).status).toBe(204);
    expect((await server.call('revokeToken', { as: owner, params: { id } })).status).toBe(204);
    expect((await server.call('listDomains', { as })).status).toBe(401);
    expect(
      (
        await server.call('listDomains', {
          as: await server.tokenFor(owner.userId, ['domains:read'], { expiresAt: new Date(Date.now() - 1) }),
        })
      ).status,
    ).toBe(401);
    const living = await server.tokenFor(owner.userId, ['domains:read']);
    await server.db.user.update({ where: { id: owner.userId }, data: { disabled: true } });
    expect((await server.call('listDomains', { as: living })).status).toBe(401);
  });

  test('are never above their owner, neither when made nor later', async () => {
    const viewer = await server.signInAs('viewer');
    expect(await json(await mint(viewer, ['domains:read', 'users:manage']))).toMatchObject({
      error: { code: 'bad-request', fields: [{ field: 'scopes' }] },
    });
    const operator = await server.signInAs('operator');
    const token = { token: String((await json(await mint(operator, ['domains:read', 'hosts:write'])))['secret']) };
    expect(
      (await server.call('createHost', { as: token, body: { name: 'by-token', uri: 'qemu+ssh://by-token/system' } }))
        .status,
    ).toBe(201);
    await server.db.user.update({ where: { id: operator.userId }, data: { role: 'viewer' } });
    expect(
      (
        await server.call('createHost', {
          as: token,
          body: { name: 'by-token-2', uri: 'qemu+ssh://by-token-2/system' },
        })
      ).status,
    ).toBe(403);
    expect((await server.call('listDomains', { as: token })).status).toBe(200);
    await server.db.user.update({ where: { id: operator.userId }, data: { role: 'vo-admin', vos: ['lhcb'] } });
    const domain = await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, vo: 'atlas' });
    expect((await server.call('getDomain', { as: token, params: { id: domain.id } })).status).toBe(404);
  });

  test('need no origin, carry no cookie, and cannot make tokens or change passwords', async () => {
    const operator = await server.signInAs('operator');
    const token = await server.tokenFor(operator.userId, ['tokens:own', 'domains:read', 'hosts:write']);
    expect(
      (
        await server.call('createHost', {
          as: token,
          body: { name: 'script', uri: 'qemu+ssh://script/system' },
          headers: { 'sec-fetch-site': 'cross-site' },
        })
      ).status,
    ).toBe(201);
    expect((await mint(token, ['domains:read'])).status).toBe(403);
    const change = await server.call('changePassword', {
      as: token,
      body: { currentPassword: operator.password, newPassword: 'another good password' },
    });
    expect(change.status).toBe(403);
    // A wrong token is not helped by a good cookie.
    expect((await server.call('listDomains', { as: { ...operator, token: 'gbx_wrong' } })).status).toBe(401);
  });
});

describe('alarms', () => {
  test('a split brain is resolved by naming the true copy, and the block is lifted', async () => {
    const operator = await server.signInAs('operator');
    const [a, b] = [await makeHost(server.db), await makeHost(server.db)];
    const domain = await makeDomain(server.db, { hostId: a.id, splitBrain: true });
    await server.db.domainSighting.create({
      data: { domainId: domain.id, hostId: b.id, state: 'running', seenAt: new Date() },
    });
    const alarm = await makeAlarm(server.db, { kind: 'split-brain', domainId: domain.id });
    const resolve = async (body: Json) =>
      await server.call('resolveAlarm', { as: operator, params: { id: alarm.id }, body });
    const migrate = async () =>
      await server.call('migrateDomain', { as: operator, params: { id: domain.id }, body: {} });
    expect(await json(await migrate())).toMatchObject({ error: { message: expect.stringContaining('split-brain') } });
    expect((await resolve({ note: '' })).status).toBe(400);
    expect(await json(await resolve({ note: 'looked' }))).toMatchObject({
      error: { fields: [{ field: 'keepHostId' }] },
    });
    expect((await resolve({ note: 'looked', keepHostId: randomUUID() })).status).toBe(400);
    expect(await json(await resolve({ note: 'b is the one', keepHostId: b.id }))).toMatchObject({
      note: 'b is the one',
      resolvedBy: 'The operator',
      domainName: domain.name,
    });
    expect((await resolve({ note: 'again', keepHostId: b.id })).status).toBe(409);
    expect(await json(await server.call('getDomain', { as: operator, params: { id: domain.id } }))).toMatchObject({
      splitBrain: false,
      hostId: b.id,
      can: { migrate: { allowed: true } },
    });
    const open = await json(await server.call('listAlarms', { as: operator, query: { open: 'true' } }));
    expect(open['items']).toEqual([]);
    expect(await json(await server.call('listAlarms', { as: operator, query: { open: 'false' } }))).toMatchObject({
      total: 1,
    });
  });
});

test('metrics: means by bucket, and gaps stay gaps', async () => {
  const host = await makeHost(server.db);
  const bucketMs = METRIC_RANGES['10m'] * 1000;
  const now = Math.floor(Date.now() / bucketMs) * bucketMs;
  for (const [ago, cpuLoad] of [
    [60_000, 0.2],
    [58_000, 0.4],
    [30_000, 0.9],
  ] as const) {
    await server.db.metricSample.create({
      data: { subjectId: host.id, at: new Date(now - ago), cpuLoad, memoryUsedKiB: 100n },
    });
  }
  const series = await json(
    await server.call('getHostMetrics', { as: admin, params: { id: host.id }, query: { range: '10m' } }),
  );
  const points = series['points'] as {
    at: string;
    cpuLoad: number | null;
    memoryUsedKiB: number | null;
    netReceiveBytesPerSecond: number | null;
  }[];
  expect(points).toHaveLength((10 * 60_000) / bucketMs);
  expect(
    points
      .filter((point) => point.cpuLoad !== null)
      .map((point) => [Number(point.cpuLoad?.toFixed(3)), point.memoryUsedKiB, point.netReceiveBytesPerSecond]),
  ).toEqual([
    [0.3, 100, null],
    [0.9, 100, null],
  ]);
  expect(
    points.every(
      (point, index) => index === 0 || Date.parse(point.at) - Date.parse(points[index - 1]?.at ?? '') === bucketMs,
    ),
  ).toBe(true);
});

test('what people typed as passwords is in no log', () => {
  expect(logged.length).toBeGreaterThan(10);
  expect(logged.join('\n')).not.toContain(admin.password);
});
