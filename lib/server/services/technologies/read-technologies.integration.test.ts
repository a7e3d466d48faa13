import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TechnologyMatrix } from '@/lib/contracts/technologies';
import type { Ability } from '@/lib/domain/technologies/abilities';
import type { Technology } from '@/lib/domain/technologies/technologies';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';
import { makeHost } from '@/lib/server/testing/test-world';

let server: TestServer;
let viewer: Caller;
beforeAll(async () => {
  server = await startTestServer();
  viewer = await server.signInAs('viewer');
});
afterAll(async () => await server.stop());

const QEMU_ABILITIES = {
  live: true,
  cancel: true,
  progress: true,
  bandwidthCap: true,
  downtimeCap: true,
  autoConverge: true,
  postCopy: false,
  copyStorage: true,
};
const qemu = async (name: string, guestCpusMax: number) =>
  await makeHost(server.db, {
    name,
    uri: `qemu+ssh://root@${name}/system`,
    hypervisor: 'qemu',
    hypervisorVersion: '7.2.22',
    facts: { guestModes: ['hvm'], guestArchitectures: ['x86_64', 'i686'], guestCpusMax, securityModels: [] },
    capabilities: { migration: QEMU_ABILITIES, probed: ['live'] },
  });

const ask = async (as: Caller, host?: string) =>
  await server.call('getTechnologies', { as, query: host === undefined ? {} : { host } });
const matrix = async (as: Caller = viewer, host?: string) => {
  const answer = await ask(as, host);
  const text = await answer.text();
  expect(answer.status, text.slice(0, 300)).toBe(200);
  return TechnologyMatrix.parse(JSON.parse(text));
};
const cell = (body: TechnologyMatrix, technology: Technology, ability: Ability) => {
  const found = body.cells.find((each) => each.technology === technology && each.ability === ability);
  if (found === undefined) throw new Error(`no cell ${technology} ${ability}`);
  return found;
};

test('without hosts every cell is documented, with its sources', async () => {
  const body = await matrix();
  expect(body.cells).toHaveLength(body.technologies.length * body.abilities.length);
  expect(body.technologies.map((each) => each.realHosts + each.simulatedHosts)).toEqual(body.technologies.map(() => 0));
  for (const each of body.cells) {
    expect(each.documented.sources.length).toBeGreaterThan(0);
    expect(each.evidence).not.toContain('probed');
  }
  expect(body).toMatchObject({ hostsShown: true, host: null, outside: [] });
});

test('a host that is added is probed, with its name; two that differ are both listed', async () => {
  const first = await qemu('rig-1', 255);
  const one = cell(await matrix(), 'qemu-kvm', 'smp');
  expect(one).toMatchObject({
    claim: { verdict: 'yes', words: 'Up to 255' },
    evidence: ['probed', 'documented'],
    differs: false,
    findings: [{ basis: 'probed', hostCount: 1, hosts: [{ id: first.id, name: 'rig-1', status: 'up' }] }],
  });
  await qemu('rig-2', 288);
  const body = await matrix();
  expect(cell(body, 'qemu-kvm', 'smp')).toMatchObject({ claim: { words: 'Differs by host' }, differs: true });
  expect(cell(body, 'qemu-kvm', 'smp').findings.map((each) => each.hosts.map((host) => host.name))).toEqual([
    ['rig-1'],
    ['rig-2'],
  ]);
  expect(cell(body, 'qemu-kvm', 'isolation')).toMatchObject({ claim: { words: 'No labels' }, contradicts: true });
  expect(cell(body, 'qemu-kvm', 'post-copy')).toMatchObject({
    evidence: ['documented'],
    contradicts: true,
    findings: [{ basis: 'concluded', claim: { verdict: 'no' }, hostCount: 2 }],
  });
  expect(body.technologies.find((each) => each.id === 'qemu-kvm')).toMatchObject({ realHosts: 2, simulatedHosts: 0 });
});

test('a simulated host, and one of libvirt’s test driver, are never probed', async () => {
  await makeHost(server.db, { name: 'dempsey-01', driver: 'simulated', uri: 'simulated://openlab/dempsey-01' });
  await makeHost(server.db, { name: 'practice-01', uri: 'test:///default', hypervisor: 'test', architecture: 'i686' });
  const body = await matrix();
  expect(cell(body, 'xen-hvm', 'live-migration')).toMatchObject({ evidence: ['documented', 'simulated'] });
  expect(cell(body, 'libvirt-test', 'live-migration').findings).toMatchObject([{ basis: 'simulated' }]);
  for (const each of body.cells)
    if (each.technology !== 'qemu-kvm')
      expect(each.evidence, `${each.technology} ${each.ability}`).not.toContain('probed');
});

test('a host that was never read says nothing; one that is away keeps what it said, with its status', async () => {
  await server.db.host.create({
    data: { id: randomUUID(), name: 'new-01', uri: 'xen+ssh://new-01/', driver: 'libvirt', hypervisor: null },
  });
  const away = await server.db.host.update({ where: { name: 'rig-2' }, data: { status: 'unreachable' } });
  const body = await matrix();
  const names = body.cells.flatMap((each) => each.findings.flatMap((group) => group.hosts.map((host) => host.name)));
  expect(names).not.toContain('new-01');
  const hosts = cell(body, 'qemu-kvm', '64-bit').findings.flatMap((group) => group.hosts);
  expect(hosts.find((host) => host.id === away.id)).toMatchObject({
    status: 'unreachable',
    seenAt: expect.any(String),
  });
});

test('one host in a column of its own; one outside of the matrix is named as that', async () => {
  const rig = await server.db.host.findUniqueOrThrow({ where: { name: 'rig-1' } });
  const body = await matrix(viewer, rig.id);
  expect(body.host).toMatchObject({ name: 'rig-1', simulated: false, known: true, technologies: ['qemu-kvm'] });
  expect(body.host?.findings).toEqual(
    expect.arrayContaining([
      { ability: 'smp', basis: 'probed', claim: { verdict: 'yes', words: 'Up to 255' } },
      { ability: 'post-copy', basis: 'concluded', claim: { verdict: 'no', words: 'No' } },
    ]),
  );
  const container = await makeHost(server.db, { name: 'lxc-01', uri: 'lxc:///system', hypervisor: 'lxc' });
  const again = await matrix(viewer, container.id);
  expect(again.host).toMatchObject({ known: true, technologies: [], findings: [] });
  expect(again.outside).toMatchObject([{ name: 'lxc-01', hypervisor: 'lxc' }]);
});

test('who may not see hosts reads the documents only; a host that is not there is not found', async () => {
  const voAdmin = await server.signInAs('vo-admin', { vos: ['atlas'] });
  const rig = await server.db.host.findUniqueOrThrow({ where: { name: 'rig-1' } });
  const body = await matrix(voAdmin);
  expect(body).toMatchObject({ hostsShown: false, outside: [], host: null });
  for (const each of body.cells) expect(each.findings).toEqual([]);
  expect(JSON.stringify(body)).not.toContain('rig-1');
  expect((await ask(voAdmin, rig.id)).status).toBe(403);
  expect((await ask(viewer, randomUUID())).status).toBe(404);
  expect((await ask(viewer, 'no-id')).status).toBe(400);
});
