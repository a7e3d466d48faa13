import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeSite } from './describe-site';
import type { GlueClass, GlueEntry } from './glue-entry';
import type { GlueDomain } from './glue-world';
import { BENCHMARK, HOST, makeGlueDomain, makeGlueWorld } from './testing/make-world';

const allOf = (entry: GlueEntry): GlueEntry[] => [entry, ...entry.children.flatMap(allOf)];
const ofClass = (root: GlueEntry, name: GlueClass): GlueEntry[] => allOf(root).filter((each) => each.class === name);
const environmentsOf = (domains: readonly GlueDomain[]): GlueEntry[] =>
  ofClass(
    describeSite(makeGlueWorld({ domains: [makeGlueDomain({ id: 'ce', roles: ['CE'] }), ...domains] })),
    'ExecutionEnvironment',
  );

describe('the computing of a VO', () => {
  const root = describeSite(makeGlueWorld());

  test('is one service however many CEs there are, and none where there is no CE', () => {
    expect(ofClass(root, 'ComputingService').map(({ id }) => id)).toEqual([
      'urn:gridbox:GRIDBOX-TEST:ce:atlas',
      'urn:gridbox:GRIDBOX-TEST:ce:cms',
    ]);
  });

  test('counts slots and jobs where every worker node says them', () => {
    const [share] = ofClass(root, 'ComputingShare');
    expect(share?.attributes).toMatchObject({
      GLUE2ComputingShareServingState: 'production',
      GLUE2ComputingShareRunningJobs: 2,
      // Two of wn-2; wn-3's are closed.
      GLUE2ComputingShareFreeSlots: 2,
    });
    const [manager] = ofClass(root, 'ComputingManager');
    expect(manager?.attributes).toMatchObject({
      GLUE2ManagerProductName: 'slurm',
      GLUE2ComputingManagerTotalSlots: 6,
      GLUE2ComputingManagerTotalLogicalCPUs: 3,
    });
  });

  test('says no slots where one worker node does not', () => {
    const world = makeGlueWorld();
    const domains = world.domains.map((each) => (each.id === 'wn-2' ? { ...each, slots: undefined } : each));
    const [share] = ofClass(describeSite({ ...world, domains }), 'ComputingShare');
    expect(share?.attributes['GLUE2ComputingShareFreeSlots']).toBeUndefined();
    expect(share?.attributes['GLUE2ComputingShareRunningJobs']).toBeUndefined();
  });

  test.each([
    ['its jobs go on and no slot is open', { jobs: 1, open: false }, {}, 'draining'],
    ['no job is left and no slot open', { jobs: 0, open: false }, {}, 'closed'],
    ['its CE is off', { jobs: 0, open: true }, { running: false }, 'closed'],
    [
      'the host of its CE is in maintenance',
      { jobs: 0, open: true },
      { host: { ...HOST, available: false } },
      'closed',
    ],
  ])('where %s', (_what, slots, element, state) => {
    const domains = [
      makeGlueDomain({ id: 'ce', roles: ['CE'], ...element }),
      makeGlueDomain({ id: 'wn', slots: { system: 'slurm', slots: 2, ...slots } }),
    ];
    const [share] = ofClass(describeSite(makeGlueWorld({ domains })), 'ComputingShare');
    expect(share?.attributes['GLUE2ComputingShareServingState']).toBe(state);
  });

  test('a simulated service is never of production quality, and says what it is', () => {
    const world = makeGlueWorld();
    const site = describeSite({ ...world, site: { ...world.site, quality: 'production' } });
    const [atlas, cms] = ofClass(site, 'ComputingService');
    expect(atlas?.attributes).toMatchObject({ GLUE2ServiceQualityLevel: 'production' });
    expect(cms?.attributes).toMatchObject({
      GLUE2ServiceQualityLevel: 'development',
      GLUE2EntityOtherInfo: ['Simulated=true', 'Domain=cms-ce'],
    });
  });

  test('names of domains that the reader may not know are nowhere', () => {
    const world = makeGlueWorld();
    const domains = world.domains.map((each) => ({ ...each, name: undefined }));
    expect(JSON.stringify(describeSite({ ...world, domains }))).not.toContain('Domain=');
  });
});

describe('execution environments', () => {
  test('are flavours, with what is used and what is not to be had', () => {
    const [small, large] = ofClass(describeSite(makeGlueWorld()), 'ExecutionEnvironment');
    expect(small?.attributes).toMatchObject({
      GLUE2ExecutionEnvironmentVirtualMachine: true,
      GLUE2ExecutionEnvironmentPlatform: 'amd64',
      GLUE2ExecutionEnvironmentTotalInstances: 2,
      GLUE2ExecutionEnvironmentUsedInstances: 1,
      GLUE2ExecutionEnvironmentUnavailableInstances: 0,
      GLUE2ExecutionEnvironmentMainMemorySize: 512,
      GLUE2ExecutionEnvironmentCPUClockSpeed: 3000,
      GLUE2ExecutionEnvironmentOSFamily: 'UNDEFINEDVALUE',
      GLUE2ExecutionEnvironmentConnectivityIn: 'undefined',
    });
    expect(large?.attributes).toMatchObject({
      GLUE2ExecutionEnvironmentTotalInstances: 1,
      GLUE2ExecutionEnvironmentUnavailableInstances: 1,
    });
  });

  test('keep their identifiers when others come and go', () => {
    const idsOf = (domains: readonly GlueDomain[]) => environmentsOf(domains).map(({ id }) => id);
    const [small, large] = [makeGlueDomain({ id: 'a' }), makeGlueDomain({ id: 'b', vcpus: 4 })];
    const [alone] = idsOf([small]);
    expect(idsOf([small, large, { ...large, id: 'c' }])).toContain(alone);
    expect(new Set(idsOf([small, large])).size).toBe(2);
  });

  test('have the figures of their own flavour on their own hosts', () => {
    const world = makeGlueWorld({
      benchmarks: [BENCHMARK, { ...BENCHMARK, id: 'x', vcpus: 2 }, { ...BENCHMARK, id: 'y', hostId: 'h-2' }],
    });
    const found = ofClass(describeSite(world), 'Benchmark');
    expect(found.map(({ attributes }) => attributes['GLUE2BenchmarkValue'])).toEqual([1.5]);
    expect(found[0]?.id).toContain('run-1:rate');
  });

  test('count each worker node once, whatever it is like', () => {
    const worker = fc.record({
      vcpus: fc.integer({ min: 1, max: 3 }),
      memoryKiB: fc.constantFrom(524_288, 1_048_576),
      running: fc.boolean(),
      architecture: fc.constantFrom('x86_64' as const, 'ia64' as const),
      slots: fc.option(
        fc.record({
          system: fc.constant('slurm'),
          slots: fc.integer({ min: 0, max: 2 }),
          jobs: fc.integer({ min: 0, max: 3 }),
          open: fc.boolean(),
        }),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(fc.array(worker, { maxLength: 12 }), (workers) => {
        const found = environmentsOf(workers.map((each, index) => makeGlueDomain({ id: `wn-${index}`, ...each })));
        const numberOf = (entry: GlueEntry, name: string): number => {
          const value = entry.attributes[`GLUE2ExecutionEnvironment${name}`];
          return typeof value === 'number' ? value : 0;
        };
        expect(found.reduce((sum, each) => sum + numberOf(each, 'TotalInstances'), 0)).toBe(workers.length);
        for (const each of found) {
          expect(numberOf(each, 'TotalInstances')).toBeGreaterThan(0);
          expect(numberOf(each, 'UsedInstances')).toBeLessThanOrEqual(numberOf(each, 'TotalInstances'));
          expect(numberOf(each, 'UnavailableInstances')).toBeLessThanOrEqual(numberOf(each, 'TotalInstances'));
        }
      }),
    );
  });
});

test('every identifier is there once, and every foreign key names one that is there', () => {
  const all = allOf(describeSite(makeGlueWorld()));
  const ids = all.map((entry) => entry.id);
  expect(new Set(ids).size).toBe(ids.length);
  const keys = all.flatMap((entry) =>
    Object.entries(entry.attributes).flatMap(([name, value]) =>
      name.endsWith('ForeignKey') && value !== undefined ? [value].flat().map(String) : [],
    ),
  );
  expect(keys.length).toBeGreaterThan(20);
  for (const key of keys) expect(ids).toContain(key);
});

test('a site without anything is still a site', () => {
  const site = { id: 'EMPTY', contacts: {}, quality: 'testing' } as const;
  const root = describeSite(makeGlueWorld({ site, domains: [], benchmarks: [] }));
  expect(allOf(root).map((entry) => entry.class)).toEqual(['AdminDomain', 'Group']);
});
