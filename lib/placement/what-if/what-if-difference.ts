/** What another planning of a what-if changed, in sentences that a reader can weigh. Pure. */
import { CLASS_LABELS, type HostClass } from '@/lib/domain/host';
import { formatSpread } from '@/lib/domain/rebalance';
import { planDifference } from '../drain/plan-difference';

interface Planned {
  readonly answer: string;
  readonly removed: readonly {
    readonly hostId: string;
    readonly drain: Parameters<typeof planDifference>[0];
  }[];
  readonly added: readonly {
    readonly likeDomainName: string;
    readonly placed: readonly { readonly name: string; readonly hostName: string | null }[];
  }[];
  readonly spread: { readonly before: number; readonly after: number };
  readonly survival: readonly {
    readonly hostClass: HostClass;
    readonly after: string | null;
  }[];
  readonly replay: { readonly sentence: string } | null;
}

/**
 * @param before as it was read, of the same supposition
 * @example whatIfDifference(before, after) // ['wn-02 goes to dempsey-03 instead of dempsey-02.', '18 domains like wn-03 find a place instead of 20.']
 */
export function whatIfDifference(before: Planned, after: Planned): string[] {
  const removed = after.removed.flatMap(({ hostId, drain }) => {
    const earlier = before.removed.find((each) => each.hostId === hostId);
    return earlier === undefined ? [] : planDifference(earlier.drain, drain);
  });
  const added = after.added.flatMap((group, index) => {
    const earlier = before.added[index];
    return earlier === undefined ? [] : groupDifference(earlier, group);
  });
  const survival = after.survival.flatMap(({ hostClass, after: words }) => {
    const earlier = before.survival.find((each) => each.hostClass === hostClass)?.after ?? null;
    return words === earlier
      ? []
      : [
          `Afterwards ${CLASS_LABELS[hostClass]} ${words ?? 'has no host that is up'}; before it was said that it ${earlier ?? 'has no host that is up'}.`,
        ];
  });
  const [was, is] = [formatSpread(before.spread.after), formatSpread(after.spread.after)];
  const spread = was === is ? [] : [`The spread ends at ${is} instead of ${was}.`];
  const replay =
    after.replay === null || before.replay === null || after.replay.sentence === before.replay.sentence
      ? []
      : [`Of the past: ${after.replay.sentence} Before: ${before.replay.sentence}`];
  const answer = after.answer === before.answer ? [] : [`The answer was: ${before.answer}.`];
  return [...removed, ...added, ...survival, ...spread, ...replay, ...answer];
}

function groupDifference(before: Planned['added'][number], after: Planned['added'][number]): string[] {
  const found = ({ placed }: Planned['added'][number]): number =>
    placed.filter(({ hostName }) => hostName !== null).length;
  const [was, is] = [found(before), found(after)];
  if (was !== is)
    return [
      `${is} ${is === 1 ? 'domain' : 'domains'} like ${after.likeDomainName} ${is === 1 ? 'finds' : 'find'} a place instead of ${was}.`,
    ];
  const moved = after.placed.filter(({ hostName }, index) => hostName !== before.placed[index]?.hostName).length;
  return moved === 0
    ? []
    : [
        `${moved} of the domains like ${after.likeDomainName} ${moved === 1 ? 'goes' : 'go'} to another host than before.`,
      ];
}
