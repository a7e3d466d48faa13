/** A site's plan in sentences and numbers. Pure. */
import type { NodeDeed, PlannedNode, SitePlan } from './site-plan';

export type PlanTotals = Readonly<Record<NodeDeed, number>> & { readonly blocked: number };

export function totalsOf({ nodes }: Pick<SitePlan, 'nodes'>): PlanTotals {
  const count = (holds: (node: PlannedNode) => boolean): number => nodes.filter(holds).length;
  return {
    create: count(({ deed }) => deed === 'create'),
    change: count(({ deed }) => deed === 'change'),
    replace: count(({ deed }) => deed === 'replace'),
    keep: count(({ deed }) => deed === 'keep'),
    destroy: count(({ deed }) => deed === 'destroy'),
    blocked: count(({ blockers }) => blockers.length > 0),
  };
}

/**
 * Of each domain that is not as its file says, what is otherwise.
 * @example driftSentences(plan) // ['gridbox-test-ce is not there.', 'gridbox-test-se has memory 512 MiB, and the file says 1 GiB.']
 */
export const driftSentences = ({ nodes }: Pick<SitePlan, 'nodes'>): readonly string[] =>
  nodes.flatMap(({ deed, domainName, differences }): string[] => {
    switch (deed) {
      case 'keep':
        return [];
      case 'create':
        return [`${domainName} is not there.`];
      case 'destroy':
        return [`${domainName} is there, and the file does not ask for it.`];
      case 'change':
      case 'replace':
        return differences.length === 0
          ? [`${domainName} is not where the file wants it.`]
          : differences.map(({ what, from, to }) => `${domainName}: ${what} is ${from}, and the file says ${to}.`);
    }
  });

type Read = Pick<PlannedNode, 'instance' | 'deed'> & {
  readonly host?: { readonly hostName: string } | null | undefined;
  readonly blockers: readonly string[];
};

/**
 * What is planned otherwise than before, in sentences.
 * @example planChanges(before, after) // ['wn-2 goes to dempsey-03 instead of dempsey-02.', 'se is blocked now: …']
 */
export function planChanges(before: readonly Read[], after: readonly Read[]): readonly string[] {
  const old = new Map(before.map((node) => [node.instance, node]));
  const now = new Set(after.map(({ instance }) => instance));
  return [
    ...before
      .filter(({ instance, deed }) => !now.has(instance) && deed !== 'destroy')
      .map(({ instance }) => `${instance} is not asked for any more.`),
    ...after.flatMap((node) => changesOf(old.get(node.instance), node)),
  ];
}

const DEED_WORDS: Record<NodeDeed, string> = {
  create: 'created',
  change: 'changed',
  replace: 'made anew',
  keep: 'left as it is',
  destroy: 'destroyed',
};
function changesOf(before: Read | undefined, after: Read): readonly string[] {
  const name = after.instance;
  if (before === undefined) return [`${name} is ${DEED_WORDS[after.deed]}.`];
  if (before.deed !== after.deed)
    return [`${name} is ${DEED_WORDS[after.deed]} instead of ${DEED_WORDS[before.deed]}.`];
  const [was, is] = [before.blockers[0], after.blockers[0]];
  if (was === undefined && is !== undefined) return [`${name} is blocked now: ${is}`];
  if (was !== undefined && is === undefined) return [`${name} is not blocked any more.`];
  if (before.host?.hostName === after.host?.hostName) return [];
  return [`${name} goes to ${after.host?.hostName ?? 'no host'} instead of ${before.host?.hostName ?? 'no host'}.`];
}
