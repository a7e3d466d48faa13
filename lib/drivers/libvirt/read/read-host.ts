/** One reading of the host itself. */
import type { Hypervisor } from '@/lib/domain/host';
import type { HostBoot, HostReading } from '@/lib/domain/readings';
import type { NodeFacts } from '@/lib/drivers/libvirt/ffi/operations';
import { nodeStats } from '@/lib/drivers/libvirt/ffi/typed-parameters';
import {
  hardwareVirtualizationOf,
  hypervisorOf,
  isHosted,
  type Capabilities,
} from '@/lib/drivers/libvirt/xml/parse-capabilities';
import { parseNetwork, parseStoragePool } from '@/lib/drivers/libvirt/xml/parse-pools';
import { mapArchitecture } from '@/lib/drivers/libvirt/xml/architecture';

/** `virNodeInfo`: char model[32]; ulong memory; uint cpus, mhz, nodes, sockets, cores, threads. */
const NODE_INFO = { memory: 32, cpus: 40, mhz: 44 } as const;
const MODEL_BYTES = 32;
const BYTES_PER_KIB = 1024;

/**
 * Pure: puts the facts of a native reading and the parsed capabilities together.
 * @param busy busy CPU time where the host has no counters of its own, e.g. summed over its domains
 */
export function toHostReading(
  facts: NodeFacts,
  capabilities: Capabilities,
  flags: readonly string[],
  host: {
    readonly uri: string;
    readonly at: Date;
    readonly busy?: bigint | undefined;
    readonly networkFilters?: HostReading['networkFilters'];
  },
): HostReading {
  const info = Buffer.from(facts.info);
  const model = info.toString('latin1', 0, Math.min(info.indexOf(0), MODEL_BYTES));
  const hypervisor = hypervisorOf(facts.type, capabilities.domainTypes, host.uri);
  const architecture = capabilities.architecture === 'unknown' ? mapArchitecture(model) : capabilities.architecture;
  const memory = memoryKiB(facts, Number(info.readBigUInt64LE(NODE_INFO.memory)));
  const mhz = info.readUInt32LE(NODE_INFO.mhz);
  return {
    at: host.at,
    hostname: facts.hostname ?? 'unknown',
    hypervisor,
    hypervisorVersion: hypervisorVersion(hypervisor, facts.version),
    managementVersion: prefixed('libvirt', formatVersion(facts.libVersion)),
    hosted: isHosted(hypervisor),
    architecture,
    cpuModel: capabilities.cpuModel ?? model,
    cpuVendor: capabilities.cpuVendor,
    cpuFlags: flags,
    cpuCount: info.readUInt32LE(NODE_INFO.cpus),
    cpuMHz: mhz === 0 ? undefined : mhz,
    hardwareVirtualization: hardwareVirtualizationOf(architecture, flags, {
      hypervisor,
      guestModes: capabilities.guestModes,
    }),
    memoryTotalKiB: memory.total,
    memoryFreeKiB: Math.min(memory.total, memory.free),
    cpuBusyNs: busyNs(facts) ?? host.busy,
    boot: bootOf(facts, info.readUInt32LE(NODE_INFO.cpus), host.at),
    guestModes: capabilities.guestModes,
    guestArchitectures: capabilities.guestArchitectures.length === 0 ? undefined : capabilities.guestArchitectures,
    guestCpusMax: capabilities.guestCpusMax,
    securityModels: capabilities.securityModels,
    networkFilters: host.networkFilters,
    storage: facts.pools.map((pool) => parseStoragePool(pool.xml)),
    networks: facts.networks.map((network) => parseNetwork(network.xml, network.active)),
  };
}

/**
 * Free memory and what the system would give back at once (caches), as a new guest could take both; and all there is, by the
 * same count where there is one: the nodes' sum in `virNodeInfo` lacks what was added to a running machine.
 */
function memoryKiB(facts: NodeFacts, totalOfNodes: number): { readonly total: number; readonly free: number } {
  if (facts.memoryStats !== undefined) {
    const stats = nodeStats(Buffer.from(facts.memoryStats));
    const free = stats.get('free');
    if (free !== undefined) {
      return {
        total: Number(stats.get('total') ?? totalOfNodes),
        free: Number(free + (stats.get('cached') ?? 0n) + (stats.get('buffers') ?? 0n)),
      };
    }
  }
  return { total: totalOfNodes, free: Math.floor((facts.freeBytes ?? 0) / BYTES_PER_KIB) };
}

/** Nanoseconds since the host started in which a CPU worked. https://libvirt.org/html/libvirt-libvirt-host.html#virNodeGetCPUStats */
function busyNs(facts: NodeFacts): bigint | undefined {
  if (facts.cpuStats === undefined) return undefined;
  const stats = nodeStats(Buffer.from(facts.cpuStats));
  const kernel = stats.get('kernel');
  const user = stats.get('user');
  return kernel === undefined || user === undefined ? undefined : kernel + user;
}

/**
 * Linux counts the time of each processor, at work or idle, from its start on: together they are the uptime, once for each. What
 * a hypervisor below took away (steal) is in none of libvirt's four, so under such load the start seems later than it was. A host
 * of Xen has no such counters; the CPU time of its control domain begins anew with it, and does not tell when.
 */
function bootOf(facts: NodeFacts, cpus: number, at: Date): HostBoot | undefined {
  if (facts.cpuStats !== undefined) {
    const stats = nodeStats(Buffer.from(facts.cpuStats));
    const counterNs = ['kernel', 'user', 'idle', 'iowait'].reduce((sum, name) => sum + (stats.get(name) ?? 0n), 0n);
    if (!stats.has('idle') || cpus === 0) return undefined;
    return { counterNs, at: new Date(at.getTime() - Number(counterNs / NS_PER_MS) / cpus) };
  }
  const control = facts.domainCpu?.find(({ domain }) => domain.endsWith(CONTROL_DOMAIN));
  return control === undefined ? undefined : { counterNs: control.cpuTimeNs };
}
const NS_PER_MS = 1_000_000n;
/** Xen numbers it so, and no other. */
const CONTROL_DOMAIN = ' 0';

/** @example formatVersion(9000001) // '9.0.1' : libvirt writes major × 1,000,000 + minor × 1,000 + release */
export function formatVersion(version: number | undefined): string | undefined {
  if (version === undefined) return undefined;
  const MILLION = 1_000_000;
  const THOUSAND = 1_000;
  return `${Math.floor(version / MILLION)}.${Math.floor(version / THOUSAND) % THOUSAND}.${version % THOUSAND}`;
}

/** Xen tells libvirt its major and minor number only, so the third says nothing. */
function hypervisorVersion(hypervisor: Hypervisor, version: number | undefined): string {
  const text = formatVersion(version);
  if (text === undefined) return 'unknown';
  return hypervisor === 'xen' ? text.replace(/\.0$/, '') : text;
}

function prefixed(word: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${word} ${text}`;
}
