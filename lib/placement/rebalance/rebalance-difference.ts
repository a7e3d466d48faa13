/** What another planning of a rebalance changed, in sentences that an operator can weigh. Pure. */
import { formatSpread } from '@/lib/domain/rebalance';

interface Planned {
  readonly spreadAfter: number;
  readonly moves: readonly {
    readonly domainId: string;
    readonly domainName: string;
    readonly sourceHostName: string;
    readonly targetHostName: string;
  }[];
}

/**
 * @param struck ids of domains that somebody has struck out since
 * @param said of domains that no longer go, by id: why, where that is known
 * @example rebalanceDifference(before, after) // ['wn-02 goes to dempsey-03 instead of dempsey-02.', 'The spread ends at 0.21 instead of 0.12.']
 */
export function rebalanceDifference(
  before: Planned,
  after: Planned,
  struck: ReadonlySet<string> = new Set(),
  said: ReadonlyMap<string, string> = new Map(),
): string[] {
  const old = new Map(before.moves.map((move) => [move.domainId, move]));
  const now = new Map(after.moves.map((move) => [move.domainId, move]));
  const gone = before.moves
    .filter(({ domainId }) => !now.has(domainId))
    .map(({ domainId, domainName, sourceHostName }) =>
      struck.has(domainId)
        ? `${domainName} was struck out: it stays on ${sourceHostName}.`
        : (said.get(domainId) ?? `${domainName} is not moved any more.`),
    );
  const changed = after.moves.flatMap((move) => {
    const { domainName, sourceHostName, targetHostName } = move;
    const earlier = old.get(move.domainId);
    if (earlier === undefined) return [`${domainName} goes from ${sourceHostName} to ${targetHostName}, too.`];
    if (earlier.sourceHostName !== sourceHostName)
      return [`${domainName} is on ${sourceHostName} now, and goes to ${targetHostName}.`];
    if (earlier.targetHostName !== targetHostName)
      return [`${domainName} goes to ${targetHostName} instead of ${earlier.targetHostName}.`];
    return [];
  });
  const [was, is] = [formatSpread(before.spreadAfter), formatSpread(after.spreadAfter)];
  const spread = gone.length + changed.length > 0 && was !== is ? [`The spread ends at ${is} instead of ${was}.`] : [];
  return [...gone, ...changed, ...spread];
}
