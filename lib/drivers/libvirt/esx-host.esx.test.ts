/** The ESX driver of libvirt against a server that speaks vSphere's protocol: govmomi's simulator. Nothing runs in its machines. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import { expectDriverError } from '@/lib/drivers/contract/context';
import { describeDriverContract } from '@/lib/drivers/contract/suite';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import type { ConnectTarget, HostConnection } from '@/lib/drivers/port';
import { startEsxSimulator } from '@/tools/esx-lab/start-esx-simulator';

/** The machines of `tools/esx-lab/simulator/main.go`. */
const WITH_DEFINITION = { name: 'esx-ce-01', id: domainId('4e1d0001-0e5c-4a00-8000-000000000001') };
const WITHOUT_DEFINITION = { name: 'esx-wn-01', id: domainId('4e1d0002-0e5c-4a00-8000-000000000002') };
const FOR_THE_SUITE = domainId('4e1d0003-0e5c-4a00-8000-000000000003');

const targetOf = (host: { uri: string; username: string; password: string }): ConnectTarget => ({
  uri: host.uri,
  credentials: { username: host.username, password: host.password },
});

describeDriverContract(
  'libvirt, a simulated ESX host',
  () => {
    const { uri, credentials } = targetOf(inject('esxHost'));
    return Promise.resolve({
      driver: createLibvirtDriver(),
      uri,
      credentials,
      deadUri: 'esx://127.0.0.1:1/?no_verify=1&transport=http',
      existing: FOR_THE_SUITE,
      dispose: async () => undefined,
    });
  },
  { defines: false },
);

describe('an ESX host', () => {
  const driver = createLibvirtDriver();
  let host: HostConnection;
  beforeAll(async () => {
    host = await driver.connect(targetOf(inject('esxHost')));
  });
  afterAll(async () => await driver.stop());

  it('says what it is', async () => {
    await expect(host.readHost()).resolves.toMatchObject({
      hypervisor: 'esx',
      hypervisorVersion: '6.5.0',
      hosted: false,
      architecture: 'x86_64',
      cpuCount: 2,
      cpuMHz: 3591,
      // Not asked for: libvirt's code for it ends the process where a datastore has no mount path, as here.
      storage: [],
      networks: [{ name: 'vSwitch0', active: true }],
      cpuBusyNs: undefined,
    });
    await expect(host.capabilities()).resolves.toMatchObject({
      events: false,
      bulkStatistics: false,
      metadata: false,
      guestChannels: [],
      migration: { live: false },
      unsupported: {
        migrate: expect.stringContaining('vCenter'),
        reset: expect.any(String),
        resize: expect.any(String),
      },
    });
  });

  it('shows a domain whose definition can be read, and one whose cannot', async () => {
    const readings = await host.listDomains();
    const readable = readings.find((reading) => reading.id === WITH_DEFINITION.id);
    expect(readable).toMatchObject({
      name: WITH_DEFINITION.name,
      state: 'running',
      vcpus: 2,
      memoryKiB: 524_288,
      // The driver says zero; a share of CPU made from that would be an invention.
      cpuTimeNs: undefined,
      definition: {
        architecture: 'x86_64',
        guestMode: 'hvm',
        disks: [{ target: 'sda', source: '[LocalDS_0] esx-ce-01/esx-ce-01.vmdk' }],
        nics: [{ mac: '00:50:56:00:00:01', source: 'VM Network', model: 'e1000' }],
      },
    });
    expect(readable?.definitionUnreadable).toBeUndefined();
    for (const reading of [
      readings.find((each) => each.id === WITHOUT_DEFINITION.id),
      await host.readDomain(WITHOUT_DEFINITION.id),
      // Nobody asks the host again at once, and the sentence stays.
      (await host.listDomains()).find((each) => each.id === WITHOUT_DEFINITION.id),
    ]) {
      expect(reading).toMatchObject({
        name: WITHOUT_DEFINITION.name,
        state: 'running',
        vcpus: 1,
        memoryKiB: 262_144,
        definitionUnreadable: 'The host gave none that libvirt can read, and libvirt does not say why.',
      });
      expect(reading?.definition).toBeUndefined();
    }
    expect(readings).toHaveLength(4);
  });

  it('runs and pauses a domain without a readable definition all the same', async () => {
    const { id } = WITHOUT_DEFINITION;
    await host.pause(id);
    await expect(host.readDomain(id)).resolves.toMatchObject({ state: 'paused' });
    await host.resume(id);
    await host.shutdown(id);
    await vi.waitFor(async () => expect(await host.readDomain(id)).toMatchObject({ state: 'off' }));
    await host.start(id);
    await expect(host.readDomain(id)).resolves.toMatchObject({ state: 'running' });
  });

  it('refuses what its driver cannot do, with a sentence and before anything is asked', async () => {
    const { id } = WITH_DEFINITION;
    await expectDriverError(host.setVcpus(id, 1), 'unsupported');
    await expectDriverError(host.setMemory(id, 65_536), 'unsupported');
    await expectDriverError(host.reset(id), 'unsupported');
    await expectDriverError(host.hearGuest(id), 'unsupported');
    await expectDriverError(
      host.listenGuest(WITHOUT_DEFINITION.id, () => undefined),
      'unsupported',
    );
    await expect(host.readDomain(id)).resolves.toMatchObject({ state: 'running', vcpus: 2, memoryKiB: 524_288 });
  });

  it('is not entered without, or with wrong, credentials, and says which', async () => {
    const { uri, username } = inject('esxHost');
    const none = await expectDriverError(driver.connect({ uri }), 'refused');
    expect(none.message).toBe("The host asks who we are. Give a user name and a password in the host's settings.");
    const password = 'not-the-password-of-the-lab';
    const wrong = await expectDriverError(driver.connect({ uri, credentials: { username, password } }), 'refused');
    expect(wrong.message).toContain('refuses this user name and password');
    expect(JSON.stringify([wrong, wrong.stack, wrong.cause])).not.toContain(password);
  });
});

describe('an ESX host that goes away', () => {
  it('is unreachable from then on, and its domains are not taken for unreadable', async () => {
    const driver = createLibvirtDriver();
    const dir = mkdtempSync(join(tmpdir(), 'gridbox-esx-gone-'));
    const simulator = await startEsxSimulator({ dir, log: () => undefined });
    try {
      const host = await driver.connect(targetOf(simulator));
      await host.listDomains();
      const closed = new Promise((resolve) => void host.watch(resolve));
      await simulator.stop();
      await expectDriverError(host.listDomains(), 'unreachable');
      await expect(closed).resolves.toMatchObject({ kind: 'closed' });
      expect(host.open).toBe(false);
      await expectDriverError(driver.connect(targetOf(simulator)), 'unreachable');
    } finally {
      await simulator.stop();
      await driver.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('a GSX Server', () => {
  it('is reached by the same driver, and is hosted on a general operating system', async () => {
    const driver = createLibvirtDriver();
    try {
      const host = await driver.connect(targetOf(inject('gsxHost')));
      await expect(host.readHost()).resolves.toMatchObject({ hypervisor: 'gsx', hosted: true });
      expect((await host.listDomains()).map((reading) => reading.name)).toContain(WITH_DEFINITION.name);
      const esx = inject('esxHost');
      const mistaken = await expectDriverError(
        driver.connect({ ...targetOf(esx), uri: esx.uri.replace('esx:', 'gsx:') }),
        'unreachable',
      );
      expect(mistaken.message).toContain('found a ESX(i) host');
    } finally {
      await driver.stop();
    }
  });
});
