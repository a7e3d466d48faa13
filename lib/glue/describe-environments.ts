/** Worker nodes by flavour, and what was measured in each. */
import type { Architecture } from '@/lib/domain/host';
import { groupBy } from '@/lib/utils/group-by';
import { hashText } from '@/lib/utils/seeded-random';
import { KIB_PER_MIB } from '@/lib/utils/units';
import { glueId, type VoGroup } from './glue-ids';
import { SIMULATED } from './describe-service';
import { UNDEFINED_BOOLEAN, UNDEFINED_TEXT, type GlueEntry } from './glue-entry';
import type { GlueBenchmark, GlueDomain, GlueWorld } from './glue-world';

/** Platform_t of GFD.147; the list is open, so what it does not have keeps its own name. */
const PLATFORMS: Partial<Record<Architecture, string>> = {
  x86_64: 'amd64',
  i686: 'i386',
  ia64: 'itanium',
  ppc64le: 'powerpc',
  unknown: UNDEFINED_TEXT,
};

/** Instances of one flavour differ in nothing that a job could ask for. */
const flavourOf = ({ architecture, memoryKiB, vcpus, guestMode, kernelVersion, host, simulated }: GlueDomain): string =>
  JSON.stringify([
    architecture,
    memoryKiB,
    vcpus,
    guestMode,
    kernelVersion ?? null,
    host?.class ?? null,
    host?.cpuModel ?? null,
    simulated,
  ]);

/** The flavours of a VO's worker nodes, those with the most instances first. */
export function describeEnvironments(
  world: GlueWorld,
  group: VoGroup,
  workers: readonly GlueDomain[],
  managerId: string,
): readonly GlueEntry[] {
  const taken = new Set<string>();
  return [...groupBy(workers, flavourOf)]
    .toSorted(([oneKey, one], [otherKey, other]) => other.length - one.length || (oneKey < otherKey ? -1 : 1))
    .flatMap(([flavour, instances]) => {
      const [first] = instances;
      if (first === undefined) return [];
      const key = keyOf(flavour, taken);
      taken.add(key);
      return [environmentOf(world, group, { first, instances, key }, managerId)];
    });
}

/** A flavour keeps its identifier for as long as it is the same, however many there are of it and of others. */
function keyOf(flavour: string, taken: ReadonlySet<string>): string {
  const key = hashText(flavour).toString(16);
  return taken.has(key) ? keyOf(`${flavour}+`, taken) : key;
}

interface Flavour {
  readonly first: GlueDomain;
  readonly instances: readonly GlueDomain[];
  readonly key: string;
}

function environmentOf(
  world: GlueWorld,
  group: VoGroup,
  { first, instances, key }: Flavour,
  managerId: string,
): GlueEntry {
  const id = glueId(world.site, 'environment', group.key, key);
  const { host } = first;
  return {
    class: 'ExecutionEnvironment',
    id,
    attributes: {
      GLUE2EntityOtherInfo: [
        ...(first.simulated ? [SIMULATED] : []),
        ...(first.guestMode === 'unknown' ? [] : [`GuestMode=${first.guestMode}`]),
        ...(host === undefined ? [] : [`HostClass=${host.class}`]),
        ...(first.kernelVersion === undefined ? [] : [`Kernel=${first.kernelVersion}`]),
      ],
      GLUE2ResourceManagerForeignKey: managerId,
      GLUE2ExecutionEnvironmentComputingManagerForeignKey: managerId,
      GLUE2ExecutionEnvironmentPlatform: PLATFORMS[first.architecture] ?? first.architecture,
      GLUE2ExecutionEnvironmentVirtualMachine: true,
      GLUE2ExecutionEnvironmentTotalInstances: instances.length,
      GLUE2ExecutionEnvironmentUsedInstances: usedOf(instances),
      GLUE2ExecutionEnvironmentUnavailableInstances: instances.filter((each) => !isAvailable(each)).length,
      GLUE2ExecutionEnvironmentLogicalCPUs: first.vcpus,
      GLUE2ExecutionEnvironmentCPUVendor: host?.cpuVendor,
      GLUE2ExecutionEnvironmentCPUModel: host?.cpuModel,
      GLUE2ExecutionEnvironmentCPUClockSpeed: clockOf(instances),
      GLUE2ExecutionEnvironmentMainMemorySize: Math.floor(first.memoryKiB / KIB_PER_MIB),
      // Declared kernels are Linux's, as the model of domains has it; what nobody declared is not known.
      GLUE2ExecutionEnvironmentOSFamily: first.kernelVersion === undefined ? UNDEFINED_TEXT : 'linux',
      GLUE2ExecutionEnvironmentConnectivityIn: UNDEFINED_BOOLEAN,
      GLUE2ExecutionEnvironmentConnectivityOut: UNDEFINED_BOOLEAN,
    },
    children: world.benchmarks
      .filter((benchmark) => wasMeasuredIn(benchmark, instances))
      .map((benchmark) => benchmarkOf(world, benchmark, id)),
  };
}

const isAvailable = ({ running, host }: GlueDomain): boolean => running && host?.available !== false;

/** Those whose slots are all taken; undefined where a batch system does not say it of a single one. */
function usedOf(instances: readonly GlueDomain[]): number | undefined {
  if (instances.some(({ slots }) => slots === undefined)) return undefined;
  return instances.filter(({ slots }) => slots !== undefined && slots.jobs >= slots.slots).length;
}

/** Of one model several clocks are sold; where they differ none is told. */
function clockOf(instances: readonly GlueDomain[]): number | undefined {
  const clocks = new Set(instances.map(({ host }) => host?.cpuMHz));
  const [clock] = clocks;
  return clocks.size === 1 && clock !== undefined ? Math.round(clock) : undefined;
}

const wasMeasuredIn = (benchmark: GlueBenchmark, instances: readonly GlueDomain[]): boolean =>
  instances.some(
    ({ host, vcpus, memoryKiB }) =>
      host?.id === benchmark.hostId && vcpus === benchmark.vcpus && memoryKiB === benchmark.memoryKiB,
  );

const benchmarkOf = (
  { site }: GlueWorld,
  { id, type, value, unit, at }: GlueBenchmark,
  environmentId: string,
): GlueEntry => ({
  class: 'Benchmark',
  id: glueId(site, 'benchmark', id, environmentId.slice(environmentId.lastIndexOf(':') + 1)),
  attributes: {
    GLUE2EntityOtherInfo: [`Unit=${unit}`, `MeasuredAt=${at.toISOString()}`],
    GLUE2BenchmarkType: type,
    GLUE2BenchmarkValue: value,
    GLUE2BenchmarkExecutionEnvironmentForeignKey: environmentId,
  },
  children: [],
});
