/** The evidence of a domain's isolation by its route: from the book, the inventory and the host's facts, and who else is on its network. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DomainIsolation } from '@/lib/contracts/isolation';
import { makeBuiltImage, makeImage } from '@/lib/server/testing/image-world';
import { makeDomain, makeHost } from '@/lib/server/testing/test-world';
import { startTestServer, type Caller, type TestServer } from '@/lib/server/testing/test-server';

let server: TestServer;
let [viewer, voAdmin]: Caller[] = [];
beforeAll(async () => {
  server = await startTestServer();
  [viewer, voAdmin] = [await server.signInAs('viewer'), await server.signInAs('vo-admin', { vos: ['atlas'] })];
});
afterAll(async () => await server.stop());

const read = async (id: string, as: Caller | undefined = viewer): Promise<DomainIsolation> =>
  DomainIsolation.parse(await (await server.call('getIsolation', { as: as ?? {}, params: { id } })).json());
const verdicts = ({ facts }: DomainIsolation): Record<string, string> =>
  Object.fromEntries(facts.map(({ fact, verdict }) => [fact, verdict]));

const DISK = { target: 'vda', kind: 'disk', source: '/pool/wn-vda.qcow2', readOnly: false, shared: false };
const NIC = { kind: 'network', source: 'atlas-net', filter: 'clean-traffic' };
/** As if Gridbox had made it of an image, on an isolated network. */
async function made(vo: string, hostId: string, nics: object[] = [NIC]) {
  const domain = await makeDomain(server.db, { hostId, vo });
  const before = await server.db.domain.findUniqueOrThrow({ where: { id: domain.id } });
  const definition = {
    ...Object(before.definition ?? {}),
    architecture: 'x86_64',
    guestMode: 'hvm',
    osType: 'hvm',
    emulated: false,
    cpuFlags: [],
    disks: [DISK],
    nics,
    securityLabels: [{ model: 'dac', label: '+105:+106' }],
    passthrough: [],
    hasSnapshots: false,
    metadata: { roles: [], tags: [], needsFpswa: false },
    hash: randomUUID(),
  };
  await server.db.domain.update({ where: { id: domain.id }, data: { definition } });
  const thing = {
    hostId,
    hostName: 'x',
    domainId: domain.id,
    domainName: domain.name,
    owner: 'x',
    operationId: randomUUID(),
    state: 'made',
  };
  await server.db.madeThing.createMany({
    data: [
      { ...thing, kind: 'domain' },
      { ...thing, kind: 'disk', path: DISK.source },
    ],
  });
  return domain;
}
async function host() {
  const row = await makeHost(server.db, { hypervisor: 'kvm' });
  const { facts } = await server.db.host.findUniqueOrThrow({ where: { id: row.id } });
  const told = {
    ...Object(facts),
    hardwareVirtualization: 'svm',
    securityModels: ['dac'],
    networks: [{ name: 'atlas-net', kind: 'isolated', active: true }],
    networkFilters: [{ name: 'clean-traffic', rules: ['as no-mac-spoofing'] }],
  };
  await server.db.host.update({ where: { id: row.id }, data: { facts: told } });
  return row;
}

test('a domain of an image, alone with its VO, has everything told; one of another VO beside it is counted, and named to who sees it', async () => {
  const { id: hostId } = await host();
  const domain = await made('atlas', hostId);
  const image = await makeBuiltImage(server.db, await makeImage(server.db));
  await server.db.imageUse.create({ data: { imageId: image.id, subject: `domain:${domain.id}`, reason: 'its disk' } });
  // Nothing is written down of the host's copy: then that is not known, and it is not called clean.
  expect(await read(domain.id)).toMatchObject({ clean: false });
  expect(verdicts(await read(domain.id))).toMatchObject({ image: 'unknown' });
  await server.db.hostImageFile.create({
    data: {
      hostId,
      hostName: 'x',
      path: `/pool/${randomUUID()}`,
      imageDigest: image.digest,
      name: 'disk.ext4',
      sha512: 'ab'.repeat(64),
      bytes: 1n,
      state: 'made',
      operationId: randomUUID(),
      verifiedAt: new Date(),
      uses: { create: { domainId: domain.id, domainName: domain.name } },
    },
  });
  const alone = await read(domain.id);
  expect(alone.clean).toBe(true);
  expect(verdicts(alone)).toMatchObject({
    image: 'holds',
    disks: 'holds',
    removal: 'holds',
    network: 'holds',
    filter: 'stated',
    label: 'stated',
    hardware: 'stated',
  });
  expect(alone.facts.find(({ fact }) => fact === 'filter')?.details).toEqual(['clean-traffic', '  as no-mac-spoofing']);
  expect(alone.facts.find(({ fact }) => fact === 'label')?.words).toBe('dac +105:+106');

  await made('atlas', hostId);
  expect(verdicts(await read(domain.id))).toMatchObject({ network: 'holds' });
  const other = await made('cms', hostId);
  // On another host the same name is another network.
  await made('cms', (await host()).id);
  const shared = await read(domain.id);
  expect(verdicts(shared)).toMatchObject({ network: 'fails' });
  const details = async (as: Caller | undefined) =>
    (await read(domain.id, as)).facts.find(({ fact }) => fact === 'network')?.details;
  expect(await details(viewer)).toEqual([expect.stringContaining(other.name)]);
  expect(await details(voAdmin)).toEqual([expect.stringMatching(/as well: 1 that you do not see$/)]);
});

test('a multicast segment is one on all hosts', async () => {
  const nic = { kind: 'mcast', source: `230.1.2.3:${1024 + Math.floor(Math.random() * 60_000)}` };
  const domain = await made('atlas', (await host()).id, [nic]);
  expect(verdicts(await read(domain.id))).toMatchObject({ network: 'holds' });
  await made('lhcb', (await host()).id, [nic]);
  expect(verdicts(await read(domain.id))).toMatchObject({ network: 'fails' });
});

test('a domain that Gridbox did not make is not called clean, and each reason is told', async () => {
  const domain = await makeDomain(server.db, { hostId: (await makeHost(server.db)).id, vo: 'atlas' });
  const isolation = await read(domain.id);
  expect(isolation.clean).toBe(false);
  expect(verdicts(isolation)).toMatchObject({ image: 'fails', removal: 'fails' });
});
