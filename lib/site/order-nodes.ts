/** Which nodes wait for which. Pure. */
import type { Path } from './problem';
import { matches } from './references';
import type { Report } from './resolve-templates';

export interface OrderedNode {
  readonly name: string;
  readonly instances: readonly string[];
  /** As written: nodes, or patterns of them. */
  readonly after: readonly string[];
  readonly path: Path;
}

/** Nodes that a pattern means: by their own name, or by that of one of several. */
export const nodesMeant = (nodes: readonly OrderedNode[], pattern: string): readonly OrderedNode[] =>
  nodes.filter(({ name, instances }) => matches(pattern, name) || instances.some((each) => matches(pattern, each)));

/** Instances that a pattern means: all of a node that it names, or those that it names one by one. */
export const instancesMeant = (nodes: readonly OrderedNode[], pattern: string): readonly string[] =>
  nodes.flatMap(({ name, instances }) =>
    matches(pattern, name) ? instances : instances.filter((each) => matches(pattern, each)),
  );

/**
 * @param chained each node waits for the one before it in the file as well (`start: ordered`), unless that one waits for it
 * @returns of each node those that it waits for; a circle is told with the way round, and left out of nothing: nobody goes on by it
 */
export function orderNodes(
  nodes: readonly OrderedNode[],
  chained: boolean,
  report: Report,
): ReadonlyMap<string, readonly string[]> {
  const waits = new Map<string, readonly string[]>();
  for (const node of nodes) {
    const meant = node.after.flatMap((pattern, index) => {
      const found = nodesMeant(nodes, pattern);
      const place = [...node.path, index];
      if (found.length === 0)
        report(place, `no node is called so; there is ${nodes.map(({ name }) => name).join(', ')}`);
      if (pattern === node.name) report(place, `${node.name} cannot wait for itself`);
      return found.map(({ name }) => name);
    });
    waits.set(
      node.name,
      [...new Set(meant)].filter((name) => name !== node.name),
    );
  }
  const circle = findCircle(waits);
  if (circle !== undefined) {
    const [first = ''] = circle;
    const path = nodes.find(({ name }) => name === first)?.path ?? [];
    report(path, `nodes wait for one another in a circle: ${circle.join(' → ')}`);
    return waits;
  }
  if (chained) chain(nodes, waits);
  return waits;
}

/** By the order of the file as far as what they wait for lets: the first that waits for nobody left goes next. */
function chain(nodes: readonly OrderedNode[], waits: Map<string, readonly string[]>): void {
  const left = nodes.map(({ name }) => name);
  const gone = new Set<string>();
  let before: string | undefined;
  while (left.length > 0) {
    const index = left.findIndex((name) => (waits.get(name) ?? []).every((each) => gone.has(each)));
    const [next] = left.splice(index, 1);
    if (next === undefined) return;
    if (before !== undefined) waits.set(next, [...new Set([...(waits.get(next) ?? []), before])]);
    gone.add(next);
    before = next;
  }
}

/** Names along the way round, the first again at its end; undefined where nothing waits for itself. */
export function findCircle(waits: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  for (const start of waits.keys()) {
    // With a stack of our own: a file may have hundreds of nodes in a row.
    const way: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    while (way.length > 0) {
      const here = way.at(-1);
      if (here === undefined) break;
      const to = done.has(here.name) ? undefined : waits.get(here.name)?.[here.next];
      here.next += 1;
      if (to === undefined) {
        done.add(here.name);
        way.pop();
        continue;
      }
      const seen = way.findIndex(({ name }) => name === to);
      if (seen >= 0) return [...way.slice(seen).map(({ name }) => name), to];
      if (!done.has(to)) way.push({ name: to, next: 0 });
    }
  }
  return undefined;
}
