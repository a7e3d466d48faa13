/**
 * Who shares a host with whom, and who does not. A domain has one word for each, which everything that moves domains keeps to; what
 * no word can say is kept to when the site is planned. Pure.
 */
import type { Path } from './problem';
import { instancesMeant, type OrderedNode } from './order-nodes';
import type { Report } from './resolve-templates';

export interface PlacedNode extends OrderedNode {
  readonly spread: boolean;
  readonly affinity: readonly string[];
  readonly antiAffinity: readonly string[];
  readonly placePath: Path;
}
export interface Parting {
  readonly apartFrom: readonly string[];
  readonly togetherWith: readonly string[];
  readonly apartWord: string | undefined;
  readonly togetherWord: string | undefined;
}

type Pairs = Map<string, Set<string>>;

/** @param slug what the site's words begin with. @returns by instance, and notes on what no word says */
export function partNodes(
  nodes: readonly PlacedNode[],
  slug: string,
  report: Report,
): { readonly of: (instance: string) => Parting; readonly notes: readonly string[] } {
  const [apart, together]: [Pairs, Pairs] = [new Map(), new Map()];
  for (const node of nodes) {
    const { instances, placePath } = node;
    if (node.spread) for (const one of instances) for (const other of instances) pair(apart, one, other);
    for (const [field, pairs] of [
      ['antiAffinity', apart],
      ['affinity', together],
    ] as const) {
      for (const [index, pattern] of node[field].entries()) {
        const meant = instancesMeant(nodes, pattern);
        if (meant.length === 0)
          report(
            [...placePath, field, index],
            `no node is called so; there is ${nodes.map(({ name }) => name).join(', ')}`,
          );
        for (const one of instances) for (const other of meant) pair(pairs, one, other);
      }
    }
  }
  const groups = connected(together);
  for (const { name, instances, placePath } of nodes) {
    const both = instances.flatMap((one) =>
      [...(groups.get(one) ?? [])].flatMap((other) => (apart.get(one)?.has(other) === true ? [[one, other]] : [])),
    )[0];
    if (both !== undefined)
      report(placePath, `${both.join(' and ')} are to be on one host and on two; ${name} cannot have both`);
  }
  const clusters = connected(apart);
  const notes = new Set<string>();
  const wordOf = (group: ReadonlySet<string> | undefined): string | undefined =>
    group === undefined ? undefined : `${slug}-${[...group].toSorted()[0] ?? ''}`;
  return {
    of: (instance) => {
      const cluster = clusters.get(instance);
      const complete =
        cluster !== undefined && [...cluster].every((one) => (apart.get(one)?.size ?? 0) === cluster.size - 1);
      return {
        apartFrom: [...(apart.get(instance) ?? [])],
        togetherWith: [...(groups.get(instance) ?? [])].filter((other) => other !== instance),
        apartWord: complete ? wordOf(cluster) : undefined,
        togetherWord: wordOf(groups.get(instance)),
      };
    },
    get notes() {
      for (const cluster of new Set(clusters.values()))
        if ([...cluster].some((one) => (apart.get(one)?.size ?? 0) !== cluster.size - 1))
          notes.add(
            `${list([...cluster].toSorted())}: some are kept apart and some are not, which no one word of a domain says. The site is planned so; drains and rebalances do not know of it.`,
          );
      return [...notes];
    },
  };
}

const list = (names: readonly string[]): string =>
  names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');

function pair(pairs: Pairs, one: string, other: string): void {
  if (one === other) return;
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const known = pairs.get(from);
    if (known === undefined) pairs.set(from, new Set([to]));
    else known.add(to);
  }
}

/** Of each instance all that lead to it by pairs, itself among them. */
function connected(pairs: Pairs): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, ReadonlySet<string>>();
  for (const start of pairs.keys()) {
    if (groups.has(start)) continue;
    const group = new Set([start]);
    // A set is walked in the order in which it grows.
    for (const one of group) for (const other of pairs.get(one) ?? []) group.add(other);
    for (const one of group) groups.set(one, group);
  }
  return groups;
}
