/** What a run is made on, as hypervisor, guest and host say it right before the first repeat. */
import { createHash } from 'node:crypto';
import packageJson from '@/package.json' with { type: 'json' };
import type { Provenance } from '@/lib/contracts/benchmarks';
import type { DomainReading, HostReading } from '@/lib/domain/readings';
import type { RunEnd } from './ends';
import { readHostLoads, readNeighbours } from './neighbours-sql';
import { hostsOfMachines } from './same-machine';
import { runSmall } from './small-programs';
import type { BenchmarkRun } from './sql';

type ProvenanceEnd = Provenance['ends'][number];

export async function readProvenance(run: BenchmarkRun, ends: readonly RunEnd[]): Promise<Provenance> {
  const hosts = [...new Set(ends.map((end) => end.hostId))];
  const machines = new Map<string, ReadonlyMap<string, string>>();
  for (const host of hosts) machines.set(host, await hostsOfMachines(run, [host]));
  const neighbours = await readNeighbours(
    run,
    [...new Set([...machines.values()].flatMap((machine) => [...machine.keys()]))],
    ends.flatMap((end) => end.domainId ?? []),
  );
  const loads = await readHostLoads(run, hosts);
  const neighboursOf = (end: RunEnd): ProvenanceEnd['neighbours'] => {
    const machine = machines.get(end.hostId);
    return neighbours
      .filter(({ hostId }) => machine?.has(hostId) === true)
      .map(({ hostId, name, vcpus, cpuLoad }) => ({
        name,
        vcpus,
        cpuLoad,
        hostName: hostId === end.hostId ? null : (machine?.get(hostId) ?? null),
      }));
  };
  const read = await Promise.all(
    ends.map(async (end) => {
      const call = { signal: run.signal };
      const [host, domain, guest] = await Promise.all([
        end.connection.readHost(call),
        end.domainId === undefined ? undefined : end.connection.readDomain(end.domainId, call),
        readSystem(run, end),
      ]);
      return {
        emulated: isEmulated(host, domain, guest),
        end: {
          lane: end.lane,
          hostName: end.hostName,
          simulated: false,
          hypervisor: host.hypervisor,
          hypervisorVersion: host.hypervisorVersion,
          managementVersion: host.managementVersion ?? null,
          hostCpuModel: host.cpuModel,
          hostCpuCount: host.cpuCount,
          hostCpuFlags: [...host.cpuFlags],
          hostCpuLoad: loads.get(end.hostId) ?? null,
          ...(end.domainId === undefined ? ofHost(host) : await ofDomain(run, end, domain)),
          guest,
          neighbours: neighboursOf(end),
        },
      };
    }),
  );
  return {
    at: run.ports.clock.now().toISOString(),
    gridboxVersion: packageJson.version,
    emulated: read.some(({ emulated }) => emulated),
    ends: read.map(({ end }) => end),
  };
}

/** A host that is an emulated machine itself says so in the name of its processor. */
function isEmulated(host: HostReading, domain: DomainReading | undefined, guest: System): boolean {
  if (domain === undefined) return /\bTCG\b/i.test(guest.cpuModel ?? '');
  return domain.definition?.emulated === true || /qemu|tcg/i.test(host.cpuModel);
}

type OfEnd = Pick<
  ProvenanceEnd,
  'domainName' | 'guestMode' | 'vcpus' | 'memoryKiB' | 'definitionHash' | 'imageChecksum'
>;

const ofHost = (host: HostReading): OfEnd => ({
  domainName: null,
  // What an administrator of Xen signs in to is a guest too, if the first.
  guestMode: host.hypervisor === 'xen' ? 'dom0' : 'native',
  vcpus: host.cpuCount,
  memoryKiB: host.memoryTotalKiB,
  definitionHash: null,
  imageChecksum: null,
});

async function ofDomain(run: BenchmarkRun, end: RunEnd, domain: DomainReading | undefined): Promise<OfEnd> {
  const definition = domain?.definition;
  return {
    domainName: end.name,
    guestMode: definition?.guestMode ?? 'unknown',
    vcpus: domain?.vcpus ?? 0,
    memoryKiB: domain?.memoryKiB ?? 0,
    definitionHash: definition?.hash ?? null,
    imageChecksum: await readImageChecksum(run, end, definition?.kernel, definition?.initrd),
  };
}

/**
 * SHA-256 over the SHA-256s of what the guest booted from files of its host, read there as a user without rights. Null where
 * nothing can be run there, where the files are gone or closed, and where the guest boots from a disk: that changes as it runs.
 */
async function readImageChecksum(
  run: BenchmarkRun,
  end: RunEnd,
  kernel: string | undefined,
  initrd: string | undefined,
): Promise<string | null> {
  const { hostPrograms } = end.connection;
  if (hostPrograms === undefined || kernel === undefined) return null;
  const files = initrd === undefined ? [kernel] : [kernel, initrd];
  const host: RunEnd = { ...end, name: end.hostName, domainId: undefined, programs: hostPrograms };
  const { exitCode, stdout } = await runSmall(run, host, { argv: ['sha256sum', '--', ...files] });
  const sums = [...stdout.matchAll(/^\\?([0-9a-f]{64}) /gm)].map((match) => match[1] ?? '');
  if (exitCode !== 0 || sums.length !== files.length) return null;
  return createHash('sha256').update(sums.join('\n')).digest('hex');
}

type System = ProvenanceEnd['guest'];

/** What the system says is data; of lines that are not there nothing is made up. */
async function readSystem(run: BenchmarkRun, end: RunEnd): Promise<System> {
  const { stdout } = await runSmall(run, end, { argv: ['sh', '-c', 'uname -r; cat /proc/cpuinfo'] });
  const [kernel = '', ...lines] = stdout.split('\n');
  const field = (name: string): string | null => {
    const line = lines.find((one) => one.split(':')[0]?.trim() === name);
    return line?.slice(line.indexOf(':') + 1).trim() ?? null;
  };
  return {
    kernel: kernel.trim() === '' ? null : kernel.trim(),
    cpuModel: field('model name'),
    microcode: field('microcode'),
    cpuFlags: (field('flags') ?? '').split(' ').filter((flag) => flag !== ''),
  };
}
