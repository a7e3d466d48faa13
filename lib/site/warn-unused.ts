/**
 * What a site file may say and this Gridbox does not do, or not as it reads: told at its line, so that nobody takes what is written for what
 * is done. Pure. What begins to be done is taken out of here.
 */
import { PROBE_INTERVAL_SECONDS } from '@/lib/domain/probe';
import { DAMPING } from '@/lib/domain/probe-damping';
import type { Report, ResolvedNode } from './resolve-templates';
import type { SiteFile } from './schema/site-file';
import { durationSeconds } from './schema/sizes';

const UNUSED = 'is not used by this Gridbox';
type Nodes = ReadonlyMap<string, ResolvedNode>;

/** @param warn told once of each place */
export function warnUnused(file: SiteFile, nodes: Nodes, warn: Report): void {
  warnLiveness(file, warn);
  for (const [name, { fqans }] of Object.entries(file.vos))
    if (fqans !== undefined)
      warn(
        ['vos', name, 'fqans'],
        `${UNUSED}: membership of a VO is not asked for, and the one member of the site may use every queue`,
        'name',
      );
  for (const [name, queue] of Object.entries(file.batch?.queues ?? {}))
    for (const field of ['windows', 'runWindows'] as const)
      if ((queue[field] ?? []).length > 0)
        warn(
          ['batch', 'queues', name, field],
          `${UNUSED} in guests: their batch system takes jobs at any time. The tab Queues reckons with it`,
          'name',
        );
  if (file.publish?.glue1 === true) warn(['publish', 'glue1'], `${UNUSED}: GLUE 2.0 alone is published`);
  if (file.publish?.siteBdii !== undefined)
    warn(['publish', 'siteBdii'], `${UNUSED}: every node with the role BDII publishes its whole site`);
  warnNetworks(file, nodes, warn);
  warnNodes(file, nodes, warn);
}

function warnLiveness({ lifecycle: { liveness } }: SiteFile, warn: Report): void {
  const at = (field: string) => ['lifecycle', 'liveness', field];
  const seconds = liveness?.period === undefined ? undefined : durationSeconds(liveness.period);
  const { shortest, longest } = PROBE_INTERVAL_SECONDS;
  if (seconds !== undefined && seconds < shortest)
    warn(at('period'), `probes ask every ${shortest} s at most: that is taken`);
  if (seconds !== undefined && seconds > longest)
    warn(at('period'), `probes ask every ${longest / 3600} h at least: that is taken`);
  if (liveness?.misses !== undefined)
    warn(at('misses'), `${UNUSED}: a verdict is confirmed by ${DAMPING.agree} of ${DAMPING.outOf} askings`);
}

/** Names of nodes on a network. */
const nodesOn = (nodes: Nodes, network: string): readonly string[] =>
  [...nodes].flatMap(([name, { fields }]) => (fields.network === network ? [name] : []));

/** That only one VO meets on a network is what its file makes of it; nobody else is put on one that is made for the site. */
function warnNetworks(file: SiteFile, nodes: Nodes, warn: Report): void {
  for (const [name, { isolation, attach }] of Object.entries(file.networks ?? {})) {
    if (isolation !== 'vo') continue;
    const path = ['networks', name, 'isolation'];
    const vos = new Set(nodesOn(nodes, name).map((node) => nodes.get(node)?.fields.vo ?? 'the testbed'));
    if (attach !== undefined)
      warn(path, `${UNUSED}: hosts have ${attach} already, and whoever else is on it stays there`);
    else if (vos.size > 1) warn(path, `does not hold: nodes of ${[...vos].join(', ')} are on ${name}`);
  }
}

function warnNodes(file: SiteFile, nodes: Nodes, warn: Report): void {
  const told = new Set<string>();
  const once: Report = (path, message, at) => {
    // A template says it for all of its nodes.
    const key = path.join('.');
    if (told.has(key)) return;
    told.add(key);
    warn(path, message, at);
  };
  for (const [name, { fields, pathOf }] of nodes) {
    const { isolation, network, cpuModel } = fields;
    if (cpuModel !== undefined) once(pathOf('cpuModel'), `is kept and not set: hosts give processors of their own`);
    if (isolation?.inbound !== undefined)
      once([...pathOf('isolation'), 'inbound'], `${UNUSED}: what comes in is up to the firewall of its image`, 'name');
    if (isolation?.network !== 'dedicated') continue;
    const others = network === undefined ? [] : nodesOn(nodes, network).filter((each) => each !== name);
    const why =
      network === undefined
        ? `${name} has no network; give it one under networks that no other node has`
        : file.networks?.[network]?.attach !== undefined
          ? `hosts have ${network} already, and others may be on it; leave attach out`
          : others.length > 0
            ? `${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} on ${network} as well; give ${name} a network of its own`
            : undefined;
    if (why !== undefined) once([...pathOf('isolation'), 'network'], `does not hold: ${why}`);
  }
}
