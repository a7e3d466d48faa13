/** For tests: a site with every class that can be published. */
import type { GlueBenchmark, GlueDomain, GlueHost, GlueWorld } from '../glue-world';

export const HOST: GlueHost = {
  id: 'h-1',
  class: 'dempsey',
  cpuModel: 'Xeon 5050',
  cpuVendor: 'Intel',
  cpuMHz: 2999.8,
  available: true,
};
const MIB = 1024;

export const makeGlueDomain = (change: Partial<GlueDomain> & Pick<GlueDomain, 'id'>): GlueDomain => ({
  name: change.id,
  roles: ['WN'],
  vo: 'atlas',
  running: true,
  simulated: false,
  host: HOST,
  architecture: 'x86_64',
  guestMode: 'pv',
  vcpus: 1,
  memoryKiB: 512 * MIB,
  endpoints: [],
  ...change,
});

export const BENCHMARK: GlueBenchmark = {
  id: 'run-1:rate',
  type: 'cpu-loop-1:rate',
  value: 1.5,
  unit: 'loops/s',
  at: new Date('2026-11-29T10:00:00Z'),
  hostId: 'h-1',
  vcpus: 1,
  memoryKiB: 512 * MIB,
};

export const makeGlueWorld = (change: Partial<GlueWorld> = {}): GlueWorld => ({
  site: {
    id: 'GRIDBOX-TEST',
    description: 'LCG site on one host',
    web: 'https://grid.example/',
    owner: 'openlab',
    place: 'Genève',
    country: 'Switzerland',
    latitude: 46.23,
    longitude: 6.05,
    contacts: { general: 'grid@example.org', security: 'security@example.org' },
    quality: 'testing',
  },
  at: new Date('2026-11-29T12:00:00.123Z'),
  domains: [
    makeGlueDomain({
      id: 'ce-1',
      roles: ['CE'],
      endpoints: [
        {
          url: 'https://ce.example:443/arex',
          interfaceName: 'org.nordugrid.arcrest',
          health: 'ok',
          healthInfo: 'seen',
        },
      ],
    }),
    makeGlueDomain({ id: 'ce-2', roles: ['CE'] }),
    makeGlueDomain({ id: 'wn-1', slots: { system: 'slurm', slots: 2, jobs: 2, open: true } }),
    makeGlueDomain({ id: 'wn-2', slots: { system: 'slurm', slots: 2, jobs: 0, open: true } }),
    makeGlueDomain({
      id: 'wn-3',
      running: false,
      memoryKiB: 1024 * MIB,
      slots: { system: 'slurm', slots: 2, jobs: 0, open: false },
    }),
    makeGlueDomain({
      id: 'se-1',
      roles: ['SE'],
      endpoints: [{ url: 'root://se.example:1094/', interfaceName: 'xroot', health: 'warning' }],
    }),
    makeGlueDomain({ id: 'cms-ce', roles: ['CE'], vo: 'cms', simulated: true }),
    makeGlueDomain({
      id: 'cms-wn',
      vo: 'cms',
      simulated: true,
      host: undefined,
      architecture: 'ia64',
      kernelVersion: '2.6.9',
    }),
    makeGlueDomain({ id: 'dteam-wn', vo: 'dteam' }),
  ],
  benchmarks: [BENCHMARK],
  ...change,
});
