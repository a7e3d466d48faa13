/** What another planning changed, in sentences that an operator can weigh. Pure. */
import { deedWords, type DrainStrategy, isBlocked } from '@/lib/domain/drain';

/** Of a planned domain what a reader would want to know again. */
interface Planned {
  readonly domainId: string;
  readonly domainName: string;
  readonly strategy: DrainStrategy;
  readonly live: boolean;
  readonly copyStorage: boolean;
  readonly targetHostId: string | null;
  readonly targetHostName: string | null;
  readonly blockers: readonly { readonly sentence: string }[];
}

/**
 * @param before as it was read; domains that have gone since are named only where something was to be done with them
 * @example planDifference(before, after) // ['wn-02 goes to dempsey-03 instead of dempsey-02.', 'wn-09 has come to the host: Migrate to dempsey-04.']
 */
export function planDifference(
  before: { readonly items: readonly Planned[] },
  after: { readonly items: readonly Planned[] },
): string[] {
  const old = new Map(before.items.map((item) => [item.domainId, item]));
  const now = new Set(after.items.map(({ domainId }) => domainId));
  const gone = before.items
    .filter(({ domainId, strategy }) => !now.has(domainId) && strategy !== 'leave')
    .map(({ domainName }) => `${domainName} is not on the host any more.`);
  const changed = after.items.flatMap((item) => {
    const earlier = old.get(item.domainId);
    return earlier === undefined ? arrival(item) : changes(earlier, item);
  });
  return [...gone, ...changed];
}

function arrival(item: Planned): string[] {
  return item.strategy === 'leave' ? [] : [`${item.domainName} has come to the host: ${deedOf(item)}.`];
}

function changes(before: Planned, after: Planned): string[] {
  const name = after.domainName;
  if (isBlocked(after))
    return isBlocked(before) ? [] : [`${name} is blocked now: ${after.blockers[0]?.sentence ?? 'no host takes it.'}`];
  if (isBlocked(before)) return [`${name} is not blocked any more: ${deedOf(after)}.`];
  if (before.strategy !== after.strategy || before.live !== after.live || before.copyStorage !== after.copyStorage)
    return before.strategy === 'leave' && after.strategy === 'leave'
      ? []
      : [`${name}: ${deedOf(after)} instead of ${deedOf(before)}.`];
  if (before.targetHostId !== after.targetHostId)
    return [`${name} goes to ${after.targetHostName ?? 'no host'} instead of ${before.targetHostName ?? 'no host'}.`];
  return [];
}

/** Within a sentence. */
const deedOf = (item: Planned): string => deedWords(item).replace(/^./, (first) => first.toLowerCase());
