import { describe, expect, it } from 'vitest';
import type { PlacementContext, PlacementDomain, PlacementHost } from '@/lib/domain/placement';
import { domainId } from '@/lib/domain/ids';
import { hostId } from '@/lib/domain/ids';
import type { RefusalCode } from '@/lib/domain/refusals';
import { checkAllHosts } from '@/lib/placement/check-all-hosts';
import { createSeededRandom } from '@/lib/utils/seeded-random';
import { generateFleet, hostSpecs } from './fleet';
import { openlabHosts, openlabTestbed } from './testbed';
import { hostCapabilities } from './world/capabilities';
import { isActive } from '@/lib/domain/domain';
import { DomainRecord, HostRecord, type WorldSeed } from './world/records';
import { readHost } from './world/readings';
import { startMigration } from './world/migration';
import { predictMigration } from '@/lib/placement/predict-migration';
import { advanceWorld, createWorld, findHost } from './world/world';

const NOW = Date.UTC(2006, 4, 2);

describe('the openlab testbed', () => {
  const seed = openlabTestbed(NOW);

  it('has 4 Montecito and 6 Dempsey hosts and about 60 domains, each once, in files that can hold them', () => {
    expect(seed.hosts.map((host) => host.class).toSorted()).toEqual([
      ...Array(6).fill('dempsey'),
      ...Array(4).fill('montecito'),
    ]);
    expect(seed.domains.length).toBeGreaterThanOrEqual(55);
    expect(seed.domains.length).toBeLessThanOrEqual(65);
    expect(new Set(seed.domains.map(({ domain }) => domain.id)).size).toBe(seed.domains.length);
    expect(new Set(seed.domains.map(({ domain }) => domain.name)).size).toBe(seed.domains.length);
    for (const host of seed.hosts) expect(HostRecord.parse(JSON.parse(JSON.stringify(host)))).toEqual(host);
    for (const { domain } of seed.domains)
      expect(DomainRecord.parse(JSON.parse(JSON.stringify(domain)))).toEqual(domain);
  });

  it('is the same every time', () => expect(openlabTestbed(NOW)).toEqual(seed));

  it('fits every host, so that nothing runs in memory that is not there', () => expectRoom(seed));

  it('names its hosts for the database', () => {
    expect(openlabHosts()).toHaveLength(10);
    expect(openlabHosts()[4]).toEqual({ name: 'dempsey-01', uri: 'simulated://openlab/dempsey-01', class: 'dempsey' });
  });

  it('lets every refusal that needs a testbed be met by hand, and lets something move', () => {
    const world = createWorld({ seed: openlabTestbed(NOW), nowMs: NOW });
    const hosts = seed.hosts.map((host): PlacementHost => ({
      id: hostId(createSeededRandom(host.name).uuid()),
      name: host.name,
      driver: 'simulated',
      simulated: true,
      class: host.class,
      status: 'up',
      maintenance: false,
      limits: { migrationsIn: 2, migrationsOut: 2 },
      migrationsIn: 0,
      migrationsOut: 0,
      reading: readHost(world, host.name),
      abilities: {
        ...hostCapabilities(host).migration,
        migrateUnsupported: hostCapabilities(host).unsupported.migrate,
        guestChannels: hostCapabilities(host).guestChannels,
      },
    }));
    const met = new Set<RefusalCode>();
    let ready = 0;
    for (const { host, domain } of seed.domains) {
      const source = hosts.find((each) => each.name === host);
      const peers = seed.domains
        .filter(
          (other) =>
            other.domain.id !== domain.id &&
            other.domain.definition.metadata.antiAffinity === domain.definition.metadata.antiAffinity,
        )
        .map((other) => ({
          domainName: other.domain.name,
          hostId: hosts.find((each) => each.name === other.host)?.id ?? hostId(''),
        }));
      const context: PlacementContext = { now: new Date(NOW), options: { live: true }, antiAffinityPeers: peers };
      const placed: PlacementDomain = { ...domain, ...domain.definition, id: domainId(domain.id), missing: false };
      for (const candidate of checkAllHosts(placed, source?.id, hosts, context)) {
        if (candidate.verdict !== 'refused') ready += 1;
        for (const refusal of candidate.refusals) met.add(refusal.code);
      }
    }
    expect(ready).toBeGreaterThan(20);
    expect([...met].toSorted()).toEqual([
      'anti-affinity',
      'architecture-mismatch',
      'cpu-flags-missing',
      'disk-not-shared',
      'domain-state',
      'fpswa-missing',
      'guest-mode-unsupported',
      'hardware-virtualization-missing',
      'has-snapshots',
      'hvm-live-migration-xen',
      'hypervisor-mismatch',
      'hypervisor-older',
      'ia64-live-migration',
      'iso-attached',
      'machine-type-missing',
      'memory-short',
      'network-missing',
      'paravirtual-kernel',
      'passthrough-device',
      'same-host',
      'storage-missing',
    ]);
  });
});

describe('predictions against the model', () => {
  it.each([
    ['dempsey-02', 'dempsey-03', 'cms-se-01'],
    ['dempsey-02', 'dempsey-03', 'cms-wn-01'],
    ['dempsey-01', 'dempsey-04', 'atlas-wn-01'],
    ['montecito-01', 'montecito-02', 'geant4-wn-11'],
  ])('foretells the move from %s to %s of %s within a fifth, from what a driver could know', (from, to, name) => {
    const world = createWorld({ seed: openlabTestbed(NOW), nowMs: NOW });
    const record = [...findHost(world, from).domains.values()].find((domain) => domain.name === name);
    if (record === undefined) throw new Error(`No ${name}.`);
    const host = (hostName: string): PlacementHost => ({
      id: hostId(createSeededRandom(hostName).uuid()),
      name: hostName,
      driver: 'simulated',
      simulated: true,
      class: 'other',
      status: 'up',
      maintenance: false,
      limits: { migrationsIn: 2, migrationsOut: 2 },
      migrationsIn: 0,
      migrationsOut: 0,
      reading: readHost(world, hostName),
    });
    const domain: PlacementDomain = {
      ...record,
      ...record.definition,
      id: domainId(record.id),
      missing: false,
      memoryUsedKiB: record.memoryKiB * record.habits.usedShare,
      dirtyBytesPerSecond: record.habits.dirtyBytesPerSecond,
      writableWorkingSetBytes: record.habits.workingSetBytes,
    };
    const prediction = predictMigration({ domain, source: host(from), target: host(to), options: { live: true } });
    let elapsedMs = 0;
    startMigration(world, { source: from, target: to, id: record.id, options: { live: true } }).watchers.add(
      (outcome) => {
        if (outcome.kind === 'done') elapsedMs = outcome.elapsedMs;
      },
    );
    advanceWorld(world, NOW + 600_000);
    expect(elapsedMs).toBeGreaterThan(0);
    expect(Math.abs((prediction.durationMs?.value ?? 0) / elapsedMs - 1)).toBeLessThan(0.2);
  });
});

describe('a generated fleet', () => {
  it('has the size asked for, fits, and is the same for the same seed', () => {
    const fleet = generateFleet({ hosts: 125, domains: 2000, seed: 1, nowMs: NOW });
    expect([fleet.hosts.length, fleet.domains.length, hostSpecs(fleet).length]).toEqual([125, 2000, 125]);
    expectRoom(fleet);
    expect(generateFleet({ hosts: 125, domains: 2000, seed: 1, nowMs: NOW })).toEqual(fleet);
    expect(generateFleet({ hosts: 125, domains: 2000, seed: 2, nowMs: NOW })).not.toEqual(fleet);
    expect(new Set(fleet.domains.map(({ domain }) => domain.id)).size).toBe(2000);
  });
});

function expectRoom(seed: WorldSeed): void {
  for (const host of seed.hosts) {
    const used = seed.domains
      .filter((each) => each.host === host.name && isActive(each.domain.state))
      .reduce((sum, each) => sum + each.domain.memoryKiB, 0);
    expect([host.name, used <= host.memoryTotalKiB - host.memoryReservedKiB]).toEqual([host.name, true]);
  }
}
