import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '@/lib/server/testing/test-server';
import { registerHosts, seedDatabase, unregisterHosts } from './seed-database';

let server: TestServer;
const folder = mkdtempSync(join(tmpdir(), 'gridbox-seed-'));
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a new database gets an administrator once, ten simulated hosts, the rig and the figures of 2006', async () => {
  const rigFile = join(folder, 'rig.json');
  const writeRig = (socket: string) =>
    writeFileSync(
      rigFile,
      JSON.stringify({
        hosts: [{ name: 'rig-1', uri: `qemu+unix:///session?socket=${socket}`, migrationUri: 'tcp://127.0.0.1' }],
      }),
    );
  writeRig('/run/a/sock');
  // Two starts at once.
  const outcomes = await Promise.all([
    seedDatabase({ databaseUrl: server.url, rigFile }),
    seedDatabase({ databaseUrl: server.url, rigFile }),
  ]);
  const made = outcomes.flatMap((outcome) => outcome.administrator ?? []);
  expect(made).toHaveLength(1);
  expect(outcomes.flatMap((outcome) => outcome.hosts)).toHaveLength(11);

  const hosts = await server.db.host.findMany();
  expect(hosts.filter((host) => host.class === 'montecito')).toHaveLength(4);
  expect(hosts.filter((host) => host.class === 'dempsey')).toHaveLength(6);
  expect(hosts.filter((host) => host.driver === 'simulated')).toHaveLength(10);

  const { email = '', oneTimePassword = '' } = made[0] ?? {};
  expect(oneTimePassword).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  const session = await server.call('signIn', { body: { email, password: oneTimePassword } });
  expect(await session.json()).toMatchObject({ role: 'administrator', mustChangePassword: true });
  expect(JSON.stringify(await server.db.audit.findMany({ select: { after: true, reason: true } }))).not.toContain(
    oneTimePassword,
  );

  // The next start: nothing new, but a rig that moved is followed, and a removed simulated host stays removed.
  await server.db.host.delete({ where: { uri: 'simulated://openlab/dempsey-01' } });
  writeRig('/run/b/sock');
  expect(await seedDatabase({ databaseUrl: server.url, rigFile })).toEqual({ hosts: [] });
  expect((await server.db.host.findUnique({ where: { name: 'rig-1' } }))?.uri).toContain('/run/b/sock');
  expect(await server.db.host.count()).toBe(10);
});

test('the figures are those of the report, and what it does not tell has no value', async () => {
  const operator = await server.signInAs('viewer');
  const answer = (await (await server.call('listReferences', { as: operator })).json()) as {
    items: { id: string; value: number | null; unit: string }[];
  };
  expect(answer.items).toHaveLength(14);
  expect(answer.items).toContainEqual(
    expect.objectContaining({ id: 'network-bandwidth-p4-native', value: 116.6, unit: 'MB/s' }),
  );
  expect(answer.items).toContainEqual(expect.objectContaining({ id: 'cpu', value: null }));
});

test('the hosts of a lab come and go with it; one that is worked on stays, and says why', async () => {
  const lab = [
    { name: 'xen-a', uri: 'xen+tcp://127.0.0.1:21001/system', migrationUri: 'tcp://10.0.0.1' },
    { name: 'xen-b', uri: 'xen+tcp://127.0.0.1:21002/system', migrationUri: 'tcp://10.0.0.2' },
  ];
  expect(await registerHosts(server.url, lab)).toEqual(['xen-a', 'xen-b']);
  expect(await registerHosts(server.url, lab)).toEqual([]);
  const { id } = await server.db.host.findUniqueOrThrow({ where: { name: 'xen-b' } });
  await server.db.operation.create({
    data: {
      kind: 'start-domain',
      title: 'Start wn-x2',
      state: 'running',
      hostId: id,
      input: {},
      inputHash: '',
      actorName: 'test',
    },
  });
  const uris = lab.map((host) => host.uri);
  expect(await unregisterHosts(server.url, uris)).toEqual({
    removed: ['xen-a'],
    kept: ['xen-b stays in Gridbox: "Start wn-x2" still works on this host; wait for its end or cancel it.'],
  });
  await server.db.operation.updateMany({ where: { hostId: id }, data: { state: 'succeeded' } });
  expect(await unregisterHosts(server.url, uris)).toEqual({ removed: ['xen-b'], kept: [] });
  expect(await unregisterHosts(server.url, uris)).toEqual({ removed: [], kept: [] });
});
