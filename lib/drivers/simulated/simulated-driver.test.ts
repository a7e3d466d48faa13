import { KIB_PER_GIB } from '@/lib/utils/units';
import { describeDriverContract } from '@/lib/drivers/contract/suite';
import { domainId } from '@/lib/domain/ids';
import { createSimulatedDriver } from './driver';
import { dempseyHost, dempseyKvmHost } from './host-models';
import { makeTestDomain } from './simulated-fixtures';
import { createWorldServer } from './serve/world-server';
import { createWorld } from './world/world';
import { escapeXml } from '@/lib/drivers/libvirt/xml/parse-xml';

const HEARD = domainId('aaaaaaaa-0000-4000-8000-000000000001');

function setup(kind: 'xen' | 'kvm') {
  const nowMs = Date.now();
  const make = kind === 'xen' ? dempseyHost : dempseyKvmHost;
  const hosts = ['one', 'two'].map((name) => make({ name, bootedAtMs: nowMs }));
  const guest = makeTestDomain({
    id: HEARD,
    name: 'wn-01',
    nowMs,
    running: true,
    guestMode: 'hvm',
    memoryKiB: KIB_PER_GIB / 8,
  });
  const world = createWorld({ seed: { hosts, domains: [{ host: 'one', domain: guest }] }, nowMs });
  const server = createWorldServer({ world });
  return Promise.resolve({
    driver: createSimulatedDriver({ server }),
    uri: 'simulated://openlab/one',
    deadUri: 'simulated://openlab/three',
    definition: ({ name, id, memoryKiB }: { name: string; id: string; memoryKiB: number }) =>
      `<domain type='${kind}'><name>${escapeXml(name)}</name><uuid>${id}</uuid><memory unit='KiB'>${memoryKiB}</memory><os><type arch='x86_64'>hvm</type></os></domain>`,
    migration: {
      sourceUri: 'simulated://openlab/one',
      targetUri: 'simulated://openlab/two',
      domainId: HEARD,
      slowMiBps: 4,
    },
    making: { folder: hosts[0]?.storage.find((pool) => !pool.shared)?.path ?? '', guestMode: 'hvm' as const },
    guest: { uri: 'simulated://openlab/one', domainId: HEARD, heartbeat: true },
    dispose() {
      server.stop();
      return Promise.resolve();
    },
  });
}

describeDriverContract('simulated KVM hosts', () => setup('kvm'), { migration: true, guest: true, making: true });
describeDriverContract('simulated Xen hosts', () => setup('xen'), { migration: true, guest: true, making: true });
