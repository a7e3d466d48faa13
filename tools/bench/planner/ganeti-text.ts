/**
 * A cluster in the text format of Ganeti's htools (hbal(1), "data file"): groups, nodes and instances in lines of fields with
 * bars between them, with an empty line after each part. Sizes are MiB.
 */
import type { BalanceCluster, BalanceDomain, BalanceHost } from '@/lib/placement/balance/cluster';
import { KIB_PER_MIB } from '@/lib/utils/units';

/** What htools allow where a cluster says nothing else. */
const MOST_VCPUS_PER_CPU = 4;
const NODE = { name: 0, total: 1, own: 2, free: 3, cpus: 6, offline: 7 } as const;
const INSTANCE = { name: 0, memory: 1, vcpus: 3, state: 4, balanced: 5, node: 6, other: 7, template: 8 } as const;

export interface GanetiCluster {
  readonly cluster: BalanceCluster;
  /** The same text with the domains elsewhere, by id, and the memory left on each node put right. */
  write(hostOf: ReadonlyMap<string, string>): string;
}

/** @throws Error with the line that is not understood */
export function parseGanetiText(text: string): GanetiCluster {
  const lines = text.split('\n');
  const parts = partsOf(lines);
  const [, nodes, instances] = parts;
  if (nodes === undefined || instances === undefined)
    throw new Error('groups, nodes and instances expected, with an empty line after each');
  const fieldsOf = (index: number, least: number): string[] => {
    const fields = (lines[index] ?? '').split('|');
    if (fields.length < least) throw new Error(`line ${index + 1}: ${least} fields expected, ${fields.length} found`);
    return fields;
  };
  const numberAt = (fields: readonly string[], field: number, index: number): number => {
    const value = Number(fields[field]);
    if (!Number.isFinite(value) || fields[field] === '')
      throw new Error(`line ${index + 1}: field ${field + 1} is no number: "${fields[field]}"`);
    return value;
  };
  const hosts = nodes.map((index): BalanceHost => {
    const fields = fieldsOf(index, NODE.offline + 1);
    const name = fields[NODE.name] ?? '';
    return {
      id: name,
      name,
      memoryKiB: (numberAt(fields, NODE.total, index) - numberAt(fields, NODE.own, index)) * KIB_PER_MIB,
      cpus: numberAt(fields, NODE.cpus, index),
      closed: fields[NODE.offline] === 'Y' ? 'offline' : undefined,
      kind: 'node',
    };
  });
  const names = new Set(hosts.map((host) => host.name));
  const domains = instances.map((index): BalanceDomain => {
    const fields = fieldsOf(index, INSTANCE.template + 1);
    const name = fields[INSTANCE.name] ?? '';
    const node = fields[INSTANCE.node] ?? '';
    if (!names.has(node)) throw new Error(`line ${index + 1}: ${name} is on ${node}, which is no node`);
    if (fields[INSTANCE.other] !== '')
      throw new Error(`line ${index + 1}: ${name} has a second node; shared storage (ext) expected`);
    return {
      id: name,
      name,
      hostId: node,
      memoryKiB: numberAt(fields, INSTANCE.memory, index) * KIB_PER_MIB,
      vcpus: numberAt(fields, INSTANCE.vcpus, index),
      load: 1,
      pinned: fields[INSTANCE.balanced] === 'N' ? 'not balanced' : undefined,
      kind: 'instance',
      vo: null,
    };
  });
  const cluster: BalanceCluster = {
    hosts,
    domains,
    rules: { takes: () => true, isolatedVos: new Set(), mostVcpusPerCpu: MOST_VCPUS_PER_CPU, keepsNPlusOne: true },
  };
  const write = (hostOf: ReadonlyMap<string, string>): string => {
    const used = new Map<string, number>();
    for (const { id, hostId, memoryKiB } of domains) {
      const host = hostOf.get(id) ?? hostId;
      used.set(host, (used.get(host) ?? 0) + memoryKiB);
    }
    const written = [...lines];
    for (const [place, index] of nodes.entries()) {
      const fields = fieldsOf(index, NODE.offline + 1);
      const host = hosts[place];
      fields[NODE.free] = String(((host?.memoryKiB ?? 0) - (used.get(host?.id ?? '') ?? 0)) / KIB_PER_MIB);
      written[index] = fields.join('|');
    }
    for (const index of instances) {
      const fields = fieldsOf(index, INSTANCE.template + 1);
      fields[INSTANCE.node] = hostOf.get(fields[INSTANCE.name] ?? '') ?? fields[INSTANCE.node] ?? '';
      written[index] = fields.join('|');
    }
    return written.join('\n');
  };
  return { cluster, write };
}

/** Indices of the lines of each part. */
function partsOf(lines: readonly string[]): number[][] {
  const parts: number[][] = [[]];
  lines.forEach((line, index) => {
    if (line.trim() === '') parts.push([]);
    else parts.at(-1)?.push(index);
  });
  return parts;
}
