/** Commands over the API: one key is one operation, one transaction holds it with its audit, states and pre-checks refuse with their sentence. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeDomain, makeHost, makeOperation } from '@/lib/server/testing/test-world';

let server: TestServer;
let operator: Caller & { userId: string };
beforeAll(async () => {
  server = await startTestServer();
  operator = await server.signInAs('operator');
});
afterAll(async () => await server.stop());

interface Accepted {
  readonly operation: {
    readonly id: string;
    readonly state: string;
    readonly title: string;
    readonly targetHostId: string | null;
  };
}
const accepted = async (answer: Response): Promise<Accepted['operation']> => {
  const text = await answer.text();
  expect(answer.status, text).toBe(202);
  return (JSON.parse(text) as Accepted).operation;
};
const act = async (id: string, verb: string, key?: string, body: unknown = {}, query: Record<string, string> = {}) =>
  await server.call('actOnDomain', {
    as: operator,
    params: { id, verb },
    body,
    query,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });

describe('one Idempotency-Key', () => {
  test('is one operation, also twenty times at once, and one audit row and one event', async () => {
    const domain = await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, state: 'off' });
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => await accepted(await act(domain.id, 'start', key))),
    );
    expect(new Set(answers.map((operation) => operation.id)).size).toBe(1);
    const [operation] = answers;
    expect(await server.db.operation.count({ where: { domainId: domain.id } })).toBe(1);
    expect(await server.db.audit.count({ where: { subjectId: domain.id, outcome: 'accepted' } })).toBe(1);
    expect(
      await server.db.event.count({ where: { type: 'operation.changed', operationId: operation?.id ?? '' } }),
    ).toBe(1);
  });

  test('gets its first answer although the domain is in another state by now', async () => {
    const domain = await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, state: 'off' });
    const key = randomUUID();
    const first = await accepted(await act(domain.id, 'start', key));
    await server.db.domain.update({ where: { id: domain.id }, data: { state: 'running' } });
    expect((await act(domain.id, 'start')).status).toBe(422);
    expect((await accepted(await act(domain.id, 'start', key))).id).toBe(first.id);
  });

  test('for something else is a conflict; of somebody else is another key', async () => {
    const host = await makeHost(server.db);
    const domain = await makeDomain(server.db, { hostId: host.id });
    const other = await makeDomain(server.db, { hostId: host.id });
    const key = randomUUID();
    const first = await accepted(await act(domain.id, 'shutdown', key));
    expect((await act(domain.id, 'pause', key)).status).toBe(409);
    expect((await act(other.id, 'shutdown', key)).status).toBe(409);
    const resize = async (memoryKiB: number) =>
      await server.call('resizeDomain', {
        as: operator,
        params: { id: other.id },
        body: { memoryKiB },
        headers: { 'idempotency-key': `${key}-r` },
      });
    expect((await resize(65536)).status).toBe(202);
    expect((await resize(65536)).status).toBe(202);
    expect((await resize(131072)).status).toBe(409);
    const colleague = await server.signInAs('operator');
    const theirs = await server.call('actOnDomain', {
      as: colleague,
      params: { id: domain.id, verb: 'shutdown' },
      body: {},
      headers: { 'idempotency-key': key },
    });
    expect((await accepted(theirs)).id).not.toBe(first.id);
  });
});

describe('the state table', () => {
  test('refuses with its sentence, and writes no operation', async () => {
    const domain = await makeDomain(server.db, { hostId: (await makeHost(server.db)).id });
    const answer = await act(domain.id, 'start');
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      error: {
        code: 'refused',
        message: 'The domain is running; start needs it to be off or crashed.',
        detail: { verb: 'start', state: 'running' },
      },
    });
    expect(await server.db.operation.count({ where: { domainId: domain.id } })).toBe(0);
  });

  test('a host that is away, a domain that is gone, a split brain and a driver that cannot', async () => {
    const away = await makeHost(server.db, { status: 'unreachable' });
    const up = await makeHost(server.db, { capabilities: { unsupported: { pause: 'This hypervisor cannot pause.' } } });
    const refusal = async (id: string, verb: string) =>
      ((await (await act(id, verb)).json()) as { error: { code: string; message: string } }).error;
    expect(await refusal((await makeDomain(server.db, { hostId: away.id })).id, 'shutdown')).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('unreachable'),
    });
    expect(
      await refusal((await makeDomain(server.db, { hostId: null, missingSince: new Date() })).id, 'start'),
    ).toMatchObject({ message: expect.stringContaining('No host reports') });
    expect(
      await refusal((await makeDomain(server.db, { hostId: up.id, state: 'off', splitBrain: true })).id, 'start'),
    ).toMatchObject({ message: expect.stringContaining('split-brain') });
    expect(await refusal((await makeDomain(server.db, { hostId: up.id })).id, 'pause')).toEqual(
      expect.objectContaining({ code: 'unsupported', message: 'This hypervisor cannot pause.' }),
    );
  });
});

describe('a hypervisor and a guest that do not fit', () => {
  const xen = async (version: string, change: Parameters<typeof makeHost>[1] = {}) =>
    await makeHost(server.db, { hypervisor: 'xen', hypervisorVersion: version, ...change });
  const ia64 = async (fpswa: boolean) => await xen('3.0.4', { architecture: 'ia64', facts: { fpswa } });
  const errorOf = async (answer: Response) =>
    ((await answer.json()) as { error: { code: string; message: string; detail: unknown } }).error;
  const operationsOf = async (id: string) => await server.db.operation.count({ where: { domainId: id } });
  const canStart = async (id: string) =>
    ((await (await server.call('getDomain', { as: operator, params: { id } })).json()) as { can: { start: unknown } })
      .can.start;

  test.each([
    {
      what: 'a 2.4 kernel under a Xen that dropped it',
      host: async () => await xen('4.17.3'),
      domain: { kernelVersion: '2.4.21-slc3' },
      code: 'paravirtual-kernel',
      says: /dropped paravirtual 2\.4 kernels; the guest runs 2\.4\.21-slc3\. Give the guest a 2\.6 Xen kernel/,
    },
    {
      what: 'software that needs FPSWA on Itanium without it',
      host: async () => await ia64(false),
      domain: { needsFpswa: true, architecture: 'ia64' },
      code: 'fpswa-missing',
      says: /floating-point software assistance \(FPSWA\).*Choose a host with FPSWA/,
    },
    {
      what: 'an unmodified guest where only paravirtual ones run',
      host: async () => await xen('2.0.7', { facts: { guestModes: ['pv'] } }),
      domain: { guestMode: 'hvm' },
      code: 'guest-mode-unsupported',
      says: /does not run .* guests, only /,
    },
  ] as const)('$what is not started', async ({ host, domain: change, code, says }) => {
    const domain = await makeDomain(server.db, { hostId: (await host()).id, state: 'off', ...change });
    expect(await canStart(domain.id)).toEqual({ allowed: false, reason: expect.stringMatching(says) });
    const answer = await act(domain.id, 'start');
    expect(answer.status).toBe(422);
    expect(await errorOf(answer)).toMatchObject({
      code: 'refused',
      message: expect.stringMatching(says),
      detail: { verb: 'start', refusals: [{ code, remedy: expect.any(String) }] },
    });
    expect(await operationsOf(domain.id)).toBe(0);
    expect(await server.db.audit.count({ where: { subjectId: domain.id, outcome: 'refused' } })).toBe(1);
  });

  test('the same guests start where they fit', async () => {
    const old = await makeDomain(server.db, {
      hostId: (await xen('2.0.7')).id,
      state: 'off',
      kernelVersion: '2.4.21-slc3',
    });
    const assisted = await makeDomain(server.db, {
      hostId: (await ia64(true)).id,
      state: 'off',
      needsFpswa: true,
      architecture: 'ia64',
    });
    for (const { id } of [old, assisted]) {
      expect(await canStart(id)).toEqual({ allowed: true });
      await accepted(await act(id, 'start'));
      expect(await operationsOf(id)).toBe(1);
    }
  });

  test('a guest that runs there already is left alone: it can be shut down', async () => {
    const domain = await makeDomain(server.db, {
      hostId: (await ia64(false)).id,
      needsFpswa: true,
      architecture: 'ia64',
    });
    expect(await canStart(domain.id)).toMatchObject({ reason: expect.stringContaining('is running') });
    await accepted(await act(domain.id, 'shutdown'));
  });

  test.each([
    {
      what: 'a 2.4 kernel to a Xen that dropped it',
      from: async () => await xen('2.0.7'),
      to: async () => await xen('4.17.3'),
      domain: { kernelVersion: '2.4.21-slc3' },
      code: 'paravirtual-kernel',
    },
    {
      what: 'software that needs FPSWA to Itanium without it',
      from: async () => await ia64(true),
      to: async () => await ia64(false),
      domain: { needsFpswa: true, architecture: 'ia64' },
      code: 'fpswa-missing',
    },
  ] as const)('$what is not moved', async ({ from, to, domain: change, code }) => {
    const domain = await makeDomain(server.db, { hostId: (await from()).id, ...change });
    const target = await to();
    const answer = await server.call('migrateDomain', {
      as: operator,
      params: { id: domain.id },
      body: { targetHostId: target.id },
    });
    expect(answer.status).toBe(422);
    expect(await errorOf(answer)).toMatchObject({
      code: 'refused',
      detail: { refusals: expect.arrayContaining([expect.objectContaining({ code, severity: 'refuse' })]) },
    });
    expect(await operationsOf(domain.id)).toBe(0);
    expect(await server.db.migration.count({ where: { domainId: domain.id } })).toBe(0);
  });
});

test('a saved domain is restored or its memory discarded, and nothing else, whoever asks', async () => {
  const saved = async () =>
    (await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, state: 'saved', vo: 'atlas' })).id;
  const id = await saved();
  const refused = await act(id, 'start');
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('its memory is kept on its host');
  expect((await accepted(await act(id, 'restore'))).title).toMatch(/^Restore /);
  expect((await accepted(await act(await saved(), 'discard-saved'))).title).toMatch(/^Discard the saved memory of /);
  const viewer = await server.signInAs('viewer');
  const answer = await server.call('actOnDomain', { as: viewer, params: { id, verb: 'discard-saved' }, body: {} });
  expect(answer.status).toBe(403);
  const list = await server.call('listDomains', { as: viewer, query: { q: 'state:saved' } });
  expect(await list.json()).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ id, state: 'saved' })]),
  });
});

test('a console is refused with a sentence where there is none, and the page has the same one', async () => {
  const noConsole = 'A simulated domain runs no system, so there is no console to show.';
  const refusalOf = async (host: Parameters<typeof makeHost>[1], state: 'running' | 'off') => {
    const { id } = await makeDomain(server.db, { hostId: (await makeHost(server.db, host)).id, state });
    const answer = await server.call('openConsole', { as: operator, params: { id }, body: {} });
    const body = (await answer.json()) as { error: { code: string; message: string } };
    const page = await server.call('getDomain', { as: operator, params: { id } });
    expect(await page.json()).toMatchObject({ console: { allowed: false, reason: body.error.message } });
    return [answer.status, body.error.code, body.error.message];
  };
  expect(await refusalOf({ capabilities: { noConsole } }, 'running')).toEqual([422, 'unsupported', noConsole]);
  expect(await refusalOf({}, 'off')).toEqual([422, 'refused', 'The domain is off; it has a console while it runs.']);
  expect(await refusalOf({ status: 'unreachable' }, 'running')).toEqual([
    422,
    'refused',
    expect.stringContaining('host does not answer'),
  ]);
});

test('?wait holds the answer until the operation ends, and not longer', async () => {
  const domain = await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, state: 'off' });
  const began = Date.now();
  const pending = act(domain.id, 'start', undefined, {}, { wait: '10' });
  await expect.poll(async () => await server.db.operation.count({ where: { domainId: domain.id } })).toBe(1);
  await server.db.operation.updateMany({
    where: { domainId: domain.id },
    data: { state: 'succeeded', finishedAt: new Date() },
  });
  expect((await accepted(await pending)).state).toBe('succeeded');
  expect(Date.now() - began).toBeLessThan(5_000);
  expect((await accepted(await act(domain.id, 'start', undefined, {}, { wait: '1' }))).state).toBe('queued');
});

describe('a migration', () => {
  test('without a target goes where the planner says, and keeps the prediction and what the others said', async () => {
    const source = await makeHost(server.db, { name: 'src' });
    const roomy = await makeHost(server.db, { name: 'roomy', memoryFreeKiB: 7n * 1024n ** 2n });
    const full = await makeHost(server.db, { name: 'too-small', memoryFreeKiB: 1024n });
    const domain = await makeDomain(server.db, { hostId: source.id, vo: 'atlas' });

    const list = (await (await server.call('listCandidates', { as: operator, params: { id: domain.id } })).json()) as {
      items: {
        hostName: string;
        verdict: string;
        recommended: boolean;
        refusals: { code: string; sentence: string; remedy: string }[];
      }[];
    };
    const verdicts = new Map(list.items.map((item) => [item.hostName, item]));
    expect(verdicts.get('src')).toMatchObject({ verdict: 'refused' });
    expect(verdicts.get('too-small')).toMatchObject({ verdict: 'refused', recommended: false });
    expect(verdicts.get('too-small')?.refusals[0]).toMatchObject({
      sentence: expect.stringContaining('MiB'),
      remedy: expect.any(String),
    });
    expect(list.items.filter((item) => item.recommended).map((item) => item.hostName)).toEqual(['roomy']);

    const key = randomUUID();
    const migrate = async (body: unknown, own = key) =>
      await server.call('migrateDomain', {
        as: operator,
        params: { id: domain.id },
        body,
        headers: { 'idempotency-key': own },
      });
    const operation = await accepted(await migrate({ reason: 'drain' }));
    expect(operation).toMatchObject({ targetHostId: roomy.id, title: `Migrate ${domain.name} from src to roomy` });
    expect((await accepted(await migrate({ reason: 'drain' }))).id).toBe(operation.id);

    const detail = await (await server.call('getMigration', { as: operator, params: { id: operation.id } })).json();
    expect(detail).toMatchObject({
      state: 'queued',
      stage: 'queued',
      cancellable: true,
      reason: 'drain',
      samples: [],
      stages: [{ stage: 'queued' }],
      options: { live: true },
    });
    expect((detail as { alternatives: { hostName: string }[] }).alternatives.map((one) => one.hostName)).toEqual(
      expect.arrayContaining(['src', 'too-small']),
    );

    const refused = await migrate({ targetHostId: full.id }, randomUUID());
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'refused',
        detail: { refusals: expect.arrayContaining([expect.objectContaining({ code: 'memory-short' })]) },
      },
    });
    expect((await migrate({ targetHostId: randomUUID() }, randomUUID())).status).toBe(400);
    const free = await makeDomain(server.db, { hostId: source.id });
    const option = await server.call('migrateDomain', {
      as: operator,
      params: { id: free.id },
      body: { targetHostId: roomy.id, postCopy: true },
    });
    expect(await option.json()).toMatchObject({ error: { code: 'bad-request', fields: [{ field: 'postCopy' }] } });
  });

  test('that runs is stopped only where the hypervisor can', async () => {
    const can = await makeHost(server.db);
    const cannot = await makeHost(server.db, {
      capabilities: {
        migration: {
          live: true,
          cancel: false,
          progress: false,
          bandwidthCap: false,
          downtimeCap: false,
          autoConverge: false,
          postCopy: false,
          copyStorage: false,
        },
      },
    });
    const cancel = async (hostId: string, state: 'queued' | 'running' | 'succeeded') => {
      const operation = await makeOperation(server.db, { kind: 'migrate-domain', hostId, state });
      return (
        await server.call('cancelOperation', {
          as: operator,
          params: { id: operation.id },
          body: { reason: 'mistake' },
        })
      ).status;
    };
    expect(await cancel(can.id, 'running')).toBe(202);
    expect(await cancel(cannot.id, 'running')).toBe(422);
    expect(await cancel(cannot.id, 'queued')).toBe(202);
    expect(await cancel(can.id, 'succeeded')).toBe(409);
  });
});

test('an operation that is refused halfway leaves nothing behind: the audit and the operation are one transaction', async () => {
  const host = await makeHost(server.db);
  const before = [
    await server.db.operation.count(),
    await server.db.audit.count({ where: { outcome: 'accepted' } }),
    await server.db.event.count(),
  ];
  // The audit row cannot be written: its column rejects what is too long for a test constraint.
  await server.db.$executeRawUnsafe(
    `alter table "Audit" add constraint test_block check ("reason" is distinct from 'block me')`,
  );
  const domain = await makeDomain(server.db, { hostId: host.id });
  const answer = await act(domain.id, 'shutdown', undefined, { reason: 'block me' });
  await server.db.$executeRawUnsafe('alter table "Audit" drop constraint test_block');
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toMatch(/constraint|Audit/);
  expect([
    await server.db.operation.count(),
    await server.db.audit.count({ where: { outcome: 'accepted' } }),
    await server.db.event.count(),
  ]).toEqual(before);
});
