import {
  Ban,
  CircleCheck,
  CirclePause,
  FileText,
  House,
  LoaderCircle,
  type LucideIcon,
  MessageCircleQuestion,
  Scale,
} from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { DrainDocument } from '@/lib/contracts/drain-document';
import type { PlanSummary } from '@/lib/contracts/plans';
import { isUnderWay, type PlanState, stateWords } from '@/lib/domain/plan';
import { formatSpread } from '@/lib/domain/rebalance';
import { formatDuration } from '@/lib/utils/time';
import { formatBytes } from '@/lib/utils/units';

const LOOKS: Record<PlanState, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  draft: { tone: 'neutral', icon: FileText },
  running: { tone: 'moving', icon: LoaderCircle },
  paused: { tone: 'paused', icon: CirclePause },
  drained: { tone: 'running', icon: CircleCheck },
  cancelled: { tone: 'off', icon: Ban },
  returning: { tone: 'moving', icon: LoaderCircle },
  returned: { tone: 'running', icon: House },
  rebalanced: { tone: 'running', icon: Scale },
  answered: { tone: 'neutral', icon: MessageCircleQuestion },
};

export function PlanBadge({
  plan,
  plain,
}: {
  readonly plan: Pick<PlanSummary, 'kind' | 'state' | 'halted' | 'leftRunning'>;
  readonly plain?: boolean;
}) {
  const { tone, icon } = LOOKS[plan.state];
  if (plan.halted !== null && (plan.state === 'paused' || plan.state === 'drained'))
    return (
      <Badge tone="trouble" icon={icon} plain={plain} title={plan.halted}>
        {plan.state === 'drained' ? 'not all home' : 'stands still'}
      </Badge>
    );
  const partly = plan.state === 'drained' && plan.leftRunning.length > 0;
  return (
    <Badge tone={partly ? 'paused' : tone} icon={icon} plain={plain}>
      {partly ? 'not empty' : stateWords(plan)}
    </Badge>
  );
}

const MOST_NAMED = 3;

/**
 * How far it is, in one line.
 * @example progressWords(plan) // 'draining 7 of 12, about 3 min, waits for 3 jobs at wn-07, blocked by se-02'
 */
export function progressWords(
  plan: Pick<
    PlanSummary,
    | 'kind'
    | 'state'
    | 'done'
    | 'total'
    | 'spread'
    | 'answer'
    | 'leftMs'
    | 'waitsFor'
    | 'blocked'
    | 'leftRunning'
    | 'halted'
  >,
): string {
  const { kind, state, done, total, spread, leftMs, blocked, leftRunning } = plan;
  const blockedBy = blocked.length === 0 ? [] : [`blocked by ${someOf(blocked)}`];
  const left = leftRunning.length === 0 ? [] : [`${someOf(leftRunning)} left running`];
  if (kind === 'what-if') return plan.answer ?? stateWords(plan);
  if (state === 'draft' && kind === 'rebalance') {
    const moves = total === 0 ? 'nothing to do' : `${total} ${total === 1 ? 'move' : 'moves'}`;
    return spread === null || total === 0 ? moves : `${moves}, ${spreadWords(spread)}`;
  }
  if (state === 'draft') return [`${total} ${total === 1 ? 'domain' : 'domains'}`, ...left, ...blockedBy].join(', ');
  if (state === 'drained' && plan.halted !== null)
    return [`home: ${done} of ${total}`, ...(blocked.length === 0 ? [] : [`not home: ${someOf(blocked)}`])].join(', ');
  const what = state === 'paused' && plan.halted !== null ? 'stands still' : stateWords(plan);
  return [
    `${what} ${done} of ${total}`,
    ...(isUnderWay(state) && leftMs !== null ? [`about ${formatDuration(leftMs)}`] : []),
    ...(plan.waitsFor === null ? [] : [plan.waitsFor]),
    ...left,
    ...blockedBy,
  ].join(', ');
}

/** @example someOf(['a', 'b', 'c', 'd', 'e']) // 'a, b, c, 2 more' */
export const someOf = (names: readonly string[]): string =>
  (names.length > MOST_NAMED + 1 ? [...names.slice(0, MOST_NAMED), `${names.length - MOST_NAMED} more`] : names).join(
    ', ',
  );

/** @example 'spread 0.42 to 0.11' */
export const spreadWords = ({ before, after }: { readonly before: number; readonly after: number }): string =>
  `spread ${formatSpread(before)} to ${formatSpread(after)}`;

/** What the moves of a document take; goes on a sentence, and ends it. @param besides what is in no figure */
export function foretoldWords(
  { bytes, durationMs, unforetold }: Pick<DrainDocument, 'bytes' | 'durationMs' | 'unforetold'>,
  besides = '',
): string {
  return [
    ...(bytes === 0 ? [] : [`; ${formatBytes(bytes)} to copy`]),
    ...(durationMs === null
      ? []
      : [
          `, about ${formatDuration(durationMs.value)} for the moves (${formatDuration(durationMs.low)} if those at once do not slow each other, ${formatDuration(durationMs.high)} if they share one link)`,
        ]),
    besides,
    unforetold === 0
      ? '.'
      : `. Of ${unforetold} ${unforetold === 1 ? 'move' : 'moves'} nobody can foretell how long it takes.`,
  ].join('');
}
