/** What a run is made on, as hypervisor and guest say it right before the first repeat. */
import packageJson from '@/package.json' with { type: 'json' };
import type { Provenance } from '@/lib/contracts/benchmarks';
import { runSmall, type GuestEnd } from './in-guest';
import { readHostLoads, readNeighbours, type BenchmarkRun } from './sql';

export async function readProvenance(run: BenchmarkRun, ends: readonly GuestEnd[]): Promise<Provenance> {
  const hosts = [...new Set(ends.map((end) => end.hostId))];
  const neighbours = await readNeighbours(
    run,
    hosts,
    ends.map((end) => end.id),
  );
  const loads = await readHostLoads(run, hosts);
  const read = await Promise.all(
    ends.map(async (end) => {
      const call = { signal: run.signal };
      const [host, domain, guest] = await Promise.all([
        end.connection.readHost(call),
        end.connection.readDomain(end.id, call),
        readGuest(run, end),
      ]);
      const definition = domain?.definition;
      return {
        emulated: definition?.emulated === true || /qemu|tcg/i.test(host.cpuModel),
        end: {
          domainName: end.name,
          hostName: end.hostName,
          simulated: false,
          hypervisor: host.hypervisor,
          hypervisorVersion: host.hypervisorVersion,
          managementVersion: host.managementVersion ?? null,
          hostCpuModel: host.cpuModel,
          hostCpuCount: host.cpuCount,
          hostCpuFlags: [...host.cpuFlags],
          hostCpuLoad: loads.get(end.hostId) ?? null,
          guestMode: definition?.guestMode ?? 'unknown',
          vcpus: domain?.vcpus ?? 0,
          memoryKiB: domain?.memoryKiB ?? 0,
          definitionHash: definition?.hash ?? null,
          guest,
          neighbours: neighbours
            .filter((neighbour) => neighbour.hostId === end.hostId)
            .map(({ name, vcpus, cpuLoad }) => ({ name, vcpus, cpuLoad })),
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

type Guest = Provenance['ends'][number]['guest'];

/** What the guest says is data; of lines that are not there nothing is made up. */
async function readGuest(run: BenchmarkRun, end: GuestEnd): Promise<Guest> {
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
