/** ESX hosts through the whole product: added and worked with by the API, read and run by the agent, against the simulator. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import { openCredentials } from '@/lib/server/crypto/seal-credentials';
import { createLog, setLog } from '@/lib/server/log';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { startEsxSimulator, type EsxSimulator } from '@/tools/esx-lab/start-esx-simulator';
import { waitUntil } from '@/tools/shared/wait-until';
import { startAgent, type RunningAgent } from './start-agent';
import { createAgentMetrics } from './agent-metrics';
import { logAgentEvent } from './log-events';

type Json = Record<string, unknown>;

const driver = createLibvirtDriver();
const logged: string[] = [];
const dir = mkdtempSync(join(tmpdir(), 'gridbox-esx-agent-'));
/** Its own: this file mends a machine's definition, which other files find damaged. */
let simulator: EsxSimulator;
let server: TestServer;
let agent: RunningAgent;
let admin: Caller;
/** The host of the first test, which the others work with. */
let hostId = '';

beforeAll(async () => {
  simulator = await startEsxSimulator({ dir, log: () => undefined });
  server = await startTestServer();
  const log = createLog('trace', { write: (line) => void logged.push(line) });
  setLog(log);
  admin = await server.signInAs('administrator');
  const metrics = createAgentMetrics();
  const secret = process.env['GRIDBOX_SECRET'] ?? '';
  agent = await startAgent({
    databaseUrl: server.url,
    drivers: { libvirt: driver },
    openCredentials: (sealed, bind) => openCredentials(sealed, { secret, bind }),
    onEvent: (event) => {
      metrics.observe(event);
      logAgentEvent(log, event);
    },
  });
});
afterAll(async () => {
  await agent.stop();
  await driver.stop();
  setLog(undefined);
  await server.stop();
  await simulator.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function ask(...[id, options]: Parameters<TestServer['call']>): Promise<Json> {
  const answer = await server.call(id, { as: admin, ...options });
  return (await answer.json()) as Json;
}
async function until<T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> {
  return await waitUntil(what, probe, { deadlineMs: 30_000, everyMs: 50 });
}
/** The operation of an answer 202, once it has ended. */
async function ended(answer: Json): Promise<Json> {
  const { id } = answer['operation'] as { id: string };
  return await until(`operation ${id} ends`, async () => {
    const operation = await ask('getOperation', { params: { id } });
    return ['succeeded', 'failed'].includes(String(operation['state'])) && operation;
  });
}
const hostWith = async (id: string, status: string): Promise<Json> =>
  await until(`the host is ${status}`, async () => {
    const host = await ask('getHost', { params: { id } });
    return host['status'] === status && host;
  });
async function domainNamed(name: string): Promise<Json & { id: string; can: Record<string, Json> }> {
  const page = await ask('listDomains', { query: { q: name } });
  const [row] = page['items'] as { id: string }[];
  // One domain whole, as its page asks for it.
  return (await ask('getDomain', { params: { id: row?.id ?? '' } })) as Json & {
    id: string;
    can: Record<string, Json>;
  };
}
const act = async (name: string, verb: string): Promise<Json> => {
  const { id } = await domainNamed(name);
  return await ended(await ask('actOnDomain', { params: { id, verb }, body: {} }));
};
const credentials = (): { username: string; password: string } => {
  const { username, password } = simulator;
  return { username, password };
};

test('an address is tried before it is kept, with the right credentials and with wrong ones', async () => {
  const { uri } = simulator;
  const good = await ended(await ask('testConnection', { body: { uri, credentials: credentials() } }));
  expect(good).toMatchObject({
    state: 'succeeded',
    result: { hypervisor: 'esx', hypervisorVersion: '6.5.0', domains: 4, cpuCount: 2 },
  });
  const wrong = { ...credentials(), password: 'not-this-one' };
  expect(await ended(await ask('testConnection', { body: { uri, credentials: wrong } }))).toMatchObject({
    state: 'failed',
    error: { kind: 'refused', message: expect.stringContaining('refuses this user name and password') },
  });
});

test('a host is added with its credentials, and its domains appear, readable or not', async () => {
  const { uri } = simulator;
  const created = await ask('createHost', { body: { name: 'esx-01', uri, credentials: credentials() } });
  expect(created).toMatchObject({ hasCredentials: true, driver: 'libvirt' });
  hostId = String(created['id']);
  const host = await hostWith(hostId, 'up');
  expect(host).toMatchObject({
    hypervisor: 'esx',
    hosted: false,
    architecture: 'x86_64',
    simulated: false,
    cpuLoad: null,
  });
  const page = await until('its domains are listed', async () => {
    const answer = await ask('listDomains', { query: { host: hostId } });
    return answer['total'] === 4 && answer;
  });
  const rows = page['items'] as { name: string; definitionUnreadable: string | null }[];
  expect(Object.fromEntries(rows.map((row) => [row.name, row.definitionUnreadable === null]))).toEqual({
    'esx-ce-01': true,
    'esx-se-01': false,
    'esx-wn-01': false,
    'esx-wn-02': true,
  });
  expect(await domainNamed('esx-ce-01')).toMatchObject({
    state: 'running',
    definitionKnown: true,
    guestMode: 'hvm',
    disks: [{ target: 'sda', source: '[LocalDS_0] esx-ce-01/esx-ce-01.vmdk' }],
    can: {
      shutdown: { allowed: true },
      migrate: { allowed: false, reason: expect.stringContaining('vCenter') },
      resize: { allowed: false },
    },
  });
  expect(await domainNamed('esx-se-01')).toMatchObject({
    state: 'off',
    vcpus: 1,
    memoryKiB: 131_072,
    definitionKnown: false,
    definitionUnreadable: expect.stringMatching(/^.{10,}\.$/),
    can: { start: { allowed: true } },
  });
});

test('somebody who may not see hosts is not told the hypervisor’s words', async () => {
  await server.db.domain.updateMany({ where: { name: 'esx-se-01' }, data: { vo: 'atlas' } });
  const voAdmin = await server.signInAs('vo-admin', { vos: ['atlas'] });
  const page = (await (await server.call('listDomains', { as: voAdmin })).json()) as { items: Json[] };
  expect(page.items).toMatchObject([{ name: 'esx-se-01', definitionUnreadable: 'Its host does not give it.' }]);
});

test('domains are started, paused, resumed, shut down and forced off; the one that cannot be read too', async () => {
  const steps = [
    ['start', 'running'],
    ['pause', 'paused'],
    ['resume', 'running'],
    ['destroy', 'off'],
    ['start', 'running'],
    ['shutdown', 'off'],
  ] as const;
  for (const [verb, state] of steps) {
    expect(await act('esx-se-01', verb), verb).toMatchObject({ state: 'succeeded' });
    await until(`esx-se-01 is ${state}`, async () => (await domainNamed('esx-se-01'))['state'] === state);
  }
});

test('what a host turns out not to do is said on the button from then on', async () => {
  expect((await domainNamed('esx-ce-01')).can['reboot']).toMatchObject({ allowed: true });
  expect(await act('esx-ce-01', 'reboot')).toMatchObject({
    state: 'failed',
    error: { kind: 'unsupported', message: expect.stringContaining('does not implement') },
  });
  await until('reboot is refused', async () => (await domainNamed('esx-ce-01')).can['reboot']?.['allowed'] === false);
});

test('a definition that appears is read, and the mark goes', async () => {
  const row = await server.db.domain.findFirstOrThrow({ where: { name: 'esx-wn-01' } });
  expect(row).toMatchObject({ definition: null, definitionHash: null });
  // What a host writes beside the disk; see the simulator's own.
  const { id } = await domainNamed('esx-wn-01');
  const hex = id.replaceAll('-', '').match(/../g) ?? [];
  const vmx = [
    'config.version = "8"',
    'virtualHW.version = "13"',
    'guestOS = "other-64"',
    'displayName = "esx-wn-01"',
    `uuid.bios = "${hex.slice(0, 8).join(' ')}-${hex.slice(8).join(' ')}"`,
    'memsize = "256"',
    'numvcpus = "1"',
  ].join('\n');
  const address = `${simulator.uri.replace('esx:', 'http:').replace(/\/\?.*/, '')}/folder/esx-wn-01/esx-wn-01.vmx`;
  await fetch(`${address}?dcPath=ha-datacenter&dsName=LocalDS_0`, { method: 'PUT', body: `${vmx}\n` });
  await waitUntil(
    'it is read',
    async () => (await domainNamed('esx-wn-01'))['definitionUnreadable'] === null,
    // Asked again every half minute.
    { deadlineMs: 50_000, everyMs: 500 },
  );
  expect(await domainNamed('esx-wn-01')).toMatchObject({ definitionKnown: true, guestMode: 'hvm', disks: [] });
});

test('credentials are changed: wrong ones make it unreachable with the reason, right ones bring it back', async () => {
  const change = async (body: Json) => await ask('updateHost', { params: { id: hostId }, body });
  await change({ credentials: { ...credentials(), password: 'not-this-one' } });
  expect(await hostWith(hostId, 'unreachable')).toMatchObject({
    statusReason: expect.stringContaining('refuses this user name and password'),
  });
  await change({ credentials: null });
  expect(
    await until('the reason is another', async () => {
      const host = await ask('getHost', { params: { id: hostId } });
      return /asks who we are/.test(String(host['statusReason'])) && host;
    }),
  ).toMatchObject({ hasCredentials: false, status: 'unreachable' });
  await change({ credentials: credentials() });
  await hostWith(hostId, 'up');
});

test('a technology that this libvirt was built without says so, with the remedy', async () => {
  const created = await ask('createHost', {
    body: { name: 'hv-01', uri: 'hyperv://hv-01.example/', credentials: { username: 'Administrator', password: 'x' } },
  });
  const host = await hostWith(String(created['id']), 'unreachable');
  expect(host).toMatchObject({ statusReason: expect.stringMatching(/^This libvirt has no Hyper-V driver\. /) });
  const { items } = (await ask('listAlarms', { query: { open: 'true' } })) as { items: Json[] };
  expect(items.find((alarm) => alarm['hostId'] === created['id'])).toMatchObject({
    remedy: expect.stringContaining('driver_hyperv'),
  });
});

test('no password has left its place', async () => {
  const { password } = credentials();
  const kept = await Promise.all([
    server.db.event.findMany(),
    server.db.audit.findMany(),
    server.db.operation.findMany(),
    server.db.operationStep.findMany(),
    server.db.alarm.findMany(),
    server.db.host.findMany(),
  ]);
  const text = [
    ...logged,
    ...kept
      .flat()
      .map((row) => JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))),
  ];
  expect(text.length).toBeGreaterThan(50);
  for (const each of text) expect(each.includes(password) || each.includes('not-this-one'), each).toBe(false);
});
