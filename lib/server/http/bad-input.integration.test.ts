/** Whatever is sent to whatever route, the answer is never our fault: no 5xx, and a 400 names its field. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '@/lib/contracts/routes';
import type { RouteContract } from '@/lib/contracts/routes/route';
import { callRoute, startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';

const SEED = 20061102;
/** Each route this often with each kind of nonsense: enough to hit every field of every contract. */
const RUNS = 25;

let server: TestServer;
let administrator: Caller;
let ids: string[];
beforeAll(async () => {
  server = await startTestServer();
  administrator = await server.signInAs('administrator');
  const host = await makeHost(server.db);
  const domain = await makeDomain(server.db, { hostId: host.id, vo: 'atlas' });
  ids = [host.id, domain.id];
});
afterAll(async () => await server.stop());

const all: readonly RouteContract[] = Object.values<RouteContract>(routes).filter(
  (route) => route.stream !== true && (route.params ?? route.query ?? route.body) !== undefined,
);
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\u0000x',
    '\'; drop table "Host"; --',
    '<x/>',
    '🦊',
    '../..',
    '%',
    '%00',
    'null',
    '-1',
    '1e309',
    '99999999999999999999',
    'NaN',
    '\uD800',
    'a'.repeat(600),
    '__proto__',
    'constructor',
    '*',
    '"',
    'state:',
    'mem>',
    '\\',
  ),
);
const json = fc.jsonValue({ maxDepth: 3 });

/** Values that a contract's own shape suggests, so that the nonsense gets past the first check. */
function bodyFor(contract: RouteContract): fc.Arbitrary<unknown> {
  const shape = shapeOf(contract.body);
  if (shape === undefined) return json;
  const value = fc.oneof(
    json,
    nasty,
    fc.integer(),
    fc.double(),
    fc.constantFrom(...ids, 'vo-admin', 'administrator', 'test:///default', 'CE'),
    fc.array(nasty, { maxLength: 3 }),
    fc.record({ username: nasty, password: nasty }),
  );
  return fc.oneof(
    { weight: 1, arbitrary: json },
    { weight: 4, arbitrary: fc.record(Object.fromEntries(shape.map((key) => [key, value])), { requiredKeys: [] }) },
  );
}
const shapeOf = (schema: unknown): string[] | undefined =>
  typeof schema === 'object' &&
  schema !== null &&
  'shape' in schema &&
  typeof schema.shape === 'object' &&
  schema.shape !== null
    ? Object.keys(schema.shape)
    : undefined;

async function expectOurs(contract: RouteContract, options: Parameters<typeof callRoute>[1]): Promise<number> {
  const answer = await callRoute(contract, { ...options, as: administrator });
  const text = await answer.text();
  expect(answer.status, `${contract.id} ${JSON.stringify(options).slice(0, 500)} → ${text.slice(0, 300)}`).toBeLessThan(
    500,
  );
  if (answer.status === 400) {
    const body = JSON.parse(text) as { error: { fields: { field: string; message: string }[]; message: string } };
    expect(body.error.fields.length, text).toBeGreaterThan(0);
    for (const field of body.error.fields) expect(field.message.length).toBeGreaterThan(0);
  }
  return answer.status;
}
const params = (contract: RouteContract, value: string): Record<string, string> =>
  Object.fromEntries([...contract.path.matchAll(/\{(\w+)\}/g)].map((match) => [match[1] ?? '', value]));

const named = (routesOf: readonly RouteContract[]) => routesOf.map((contract) => [contract.id, contract] as const);
/** Passwords are hashed slowly on purpose. */
const runsOf = (contract: RouteContract): number =>
  ['signIn', 'changePassword', 'createUser', 'updateUser'].includes(contract.id) ? 8 : RUNS;
const noBody = (contract: RouteContract): { body?: unknown } => (contract.body === undefined ? {} : { body: {} });

test.each(named(all.filter((contract) => contract.params !== undefined)))(
  '%s survives any path',
  async (_, contract) => {
    await fc.assert(
      fc.asyncProperty(nasty, async (value) => {
        expect([400, 404]).toContain(
          await expectOurs(contract, { params: params(contract, value), ...noBody(contract) }),
        );
      }),
      { numRuns: runsOf(contract), seed: SEED },
    );
  },
);

test.each(named(all.filter((contract) => contract.query !== undefined)))(
  '%s survives any query',
  async (_, contract) => {
    // A real wait would only make the test slow.
    const names = [...Object.keys(contract.query?.shape ?? {}), 'unknown', '__proto__'].filter(
      (name) => name !== 'wait',
    );
    const query = fc.record(Object.fromEntries(names.map((name) => [name, nasty])), { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(query, fc.constantFrom(...ids), async (chosen, id) => {
        // A key that is there has a value.
        await expectOurs(contract, {
          params: params(contract, id),
          query: chosen as Record<string, string>,
          ...noBody(contract),
        });
      }),
      { numRuns: runsOf(contract), seed: SEED },
    );
  },
);

test.each(named(all.filter((contract) => contract.body !== undefined)))(
  '%s survives any JSON, bytes and headers',
  async (_, contract) => {
    await fc.assert(
      fc.asyncProperty(bodyFor(contract), fc.constantFrom(...ids), async (body, id) => {
        await expectOurs(contract, { params: { ...params(contract, id), verb: 'pause' }, body });
      }),
      { numRuns: runsOf(contract), seed: SEED },
    );
    const target = { params: { ...params(contract, ids[1] ?? ''), verb: 'pause' } };
    const wrong: Parameters<typeof callRoute>[1][] = [
      { rawBody: '{' },
      { rawBody: '"\\u0000"' },
      { rawBody: '{"name":"\\u0000"}' },
      { rawBody: new Uint8Array([0xff, 0xfe, 0x00]) },
      { rawBody: '{}', headers: { 'content-type': 'text/plain' } },
      { rawBody: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      { rawBody: JSON.stringify({ name: 'x'.repeat(1_100_000) }) },
      { rawBody: `${'['.repeat(5000)}${']'.repeat(5000)}` },
      { body: null },
      { body: [] },
    ];
    for (const options of wrong) expect(await expectOurs(contract, { ...target, ...options })).toBe(400);
  },
);

test('most routes take something', () => {
  expect(all.length).toBeGreaterThan(30);
});

test('headers that are no keys, versions or tokens are answered, not stumbled over', async () => {
  const [hostId = '', domainId = ''] = ids;
  const key = await callRoute(routes.actOnDomain, {
    as: administrator,
    params: { id: domainId, verb: 'pause' },
    body: {},
    headers: { 'idempotency-key': 'x'.repeat(129) },
  });
  expect(key.status).toBe(400);
  expect(await key.json()).toMatchObject({ error: { fields: [{ field: 'idempotency-key' }] } });
  for (const match of ['1', '"x"', '"99999999999999"', 'W/"a"']) {
    const answer = await callRoute(routes.updateHost, {
      as: administrator,
      params: { id: hostId },
      body: {},
      headers: { 'if-match': match },
    });
    expect(answer.status, match).toBe(400);
  }
  for (const authorization of ['Bearer', 'Bearer x', 'Basic abc', 'Bearer gbx_', `Bearer gbx_${'a'.repeat(5000)}`]) {
    const answer = await callRoute(routes.getSession, { headers: { authorization } });
    expect(answer.status, authorization).toBe(401);
  }
  for (const id of ['x', '-1', '1.5', '9'.repeat(40)]) {
    const answer = await callRoute(routes.streamEvents, { as: administrator, headers: { 'last-event-id': id } });
    expect(answer.status, id).toBe(400);
  }
});
