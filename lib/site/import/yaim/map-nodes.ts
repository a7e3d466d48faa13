/** Hosts of YAIM as nodes: one for each name, with the first of its roles. */
import { type DraftNode, freeId, MOST_NODES } from '../site-draft';
import type { FilePlace, ImportFinding } from '../site-import';
import { isHostname, type NamedHost } from './read-tables';
import type { Settings } from './settings';

/** Variables that name hosts, and what these are, in the order in which a host that is several gets its role. */
const HOST_VARIABLES: readonly (readonly [name: string, role: string])[] = [
  ['CE_HOST', 'CE'],
  ['SE_LIST', 'SE'],
  ['SE_HOST', 'SE'],
  ['CLASSIC_HOST', 'SE'],
  ['DPM_HOST', 'SE'],
  ['SITE_BDII_HOST', 'BDII'],
  ['BDII_HOST', 'BDII'],
  ['UI_HOST', 'UI'],
  ['RB_HOST', 'RB'],
  ['WMS_HOST', 'RB'],
  ['MON_HOST', 'MON'],
  ['LFC_HOST', 'LFC'],
  ['VOBOX_HOST', 'VOBOX'],
  ['PX_HOST', 'PX'],
];

export interface MappedNodes {
  readonly nodes: Readonly<Record<string, DraftNode>>;
  /** Node by the name of its host. */
  readonly ids: ReadonlyMap<string, string>;
  /** Hosts beyond as many as a site file may have. */
  readonly left: number;
}

export function mapNodes(settings: Settings, workers: readonly NamedHost[], findings: ImportFinding[]): MappedNodes {
  const nodes: Record<string, DraftNode> = {};
  const ids = new Map<string, string>();
  let left = 0;
  const add = (host: string, role: string, at: FilePlace, construct: string): void => {
    const known = ids.get(host);
    if (known !== undefined) {
      const first = nodes[known]?.role ?? '';
      if (first !== role)
        findings.push({
          ...at,
          kind: 'noted',
          construct,
          message: `${host} is ${known} already; a node has one role, and this one keeps ${first}`,
        });
      return;
    }
    if (ids.size >= MOST_NODES) {
      left += 1;
      return;
    }
    const id = freeId(host.split('.')[0] ?? host, new Set(Object.keys(nodes)));
    ids.set(host, id);
    nodes[id] = { role };
    findings.push({ ...at, kind: 'noted', construct, message: `node ${id}, ${role}` });
    if (role !== 'WN')
      findings.push({
        ...at,
        kind: 'missing',
        construct: id,
        message: 'YAIM says no memory for it; add memory, such as 1Gi',
      });
  };
  for (const [name, role] of HOST_VARIABLES) {
    const said = settings.take(name);
    for (const host of said?.value.split(/[\s,]+/).filter((each) => each !== '') ?? []) {
      if (said === undefined) continue;
      const construct = `${name}=${host}`;
      if (isHostname(host)) add(host, role, said.at, construct);
      else findings.push({ ...said.at, kind: 'not-understood', construct, message: 'this is no name of a host' });
    }
  }
  const worker = workerSize(settings, findings);
  for (const { name, at } of workers) {
    add(name, 'WN', at, name);
    const id = ids.get(name);
    if (id !== undefined && nodes[id]?.role === 'WN') nodes[id] = { role: 'WN', ...worker };
  }
  const [first] = workers;
  if (first !== undefined && worker.memory === undefined)
    findings.push({
      ...first.at,
      kind: 'missing',
      construct: first.name,
      message: 'CE_MINPHYSMEM would say the memory of worker nodes; add memory, such as 1Gi',
    });
  return { nodes, ids, left };
}

/** What a CE publishes of its worker nodes is what they are to have. */
function workerSize(settings: Settings, findings: ImportFinding[]): DraftNode {
  const number = (name: string, largest: number): number | undefined => {
    const said = settings.take(name);
    if (said === undefined) return undefined;
    const value = /^[1-9][0-9]{0,6}$/.test(said.value) ? Number(said.value) : 0;
    if (value >= 1 && value <= largest) return value;
    findings.push({
      ...said.at,
      kind: 'not-understood',
      construct: `${name}=${said.value}`,
      message: `a whole number from 1 to ${largest} is expected there`,
    });
    return undefined;
  };
  const memory = number('CE_MINPHYSMEM', 9_999_999);
  return { vcpu: number('CE_SMPSIZE', 64), memory: memory === undefined ? undefined : `${memory}Mi` };
}
