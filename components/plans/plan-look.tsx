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
  readonly plan: Pick<PlanSummary, 'kind' | 'state' | 'halted'>;
  readonly plain?: boolean;
}) {
  const { tone, icon } = LOOKS[plan.state];
  const halted = plan.state === 'paused' && plan.halted !== null;
  return (
    <Badge tone={halted ? 'trouble' : tone} icon={icon} plain={plain} title={plan.halted ?? undefined}>
      {halted ? 'stands still' : stateWords(plan)}
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
    'kind' | 'state' | 'done' | 'total' | 'spread' | 'answer' | 'leftMs' | 'waitsFor' | 'blocked' | 'halted'
  >,
): string {
  const { kind, state, done, total, spread, leftMs, blocked } = plan;
  const named =
    blocked.length > MOST_NAMED + 1
      ? [...blocked.slice(0, MOST_NAMED), `${blocked.length - MOST_NAMED} more`]
      : blocked;
  const blockedBy = blocked.length === 0 ? [] : [`blocked by ${named.join(', ')}`];
  if (kind === 'what-if') return plan.answer ?? stateWords(plan);
  if (state === 'draft' && kind === 'rebalance') {
    const moves = total === 0 ? 'nothing to do' : `${total} ${total === 1 ? 'move' : 'moves'}`;
    return spread === null || total === 0 ? moves : `${moves}, ${spreadWords(spread)}`;
  }
  if (state === 'draft') return [`${total} ${total === 1 ? 'domain' : 'domains'}`, ...blockedBy].join(', ');
  const what = state === 'paused' && plan.halted !== null ? 'stands still' : stateWords(plan);
  return [
    `${what} ${done} of ${total}`,
    ...(isUnderWay(state) && leftMs !== null ? [`about ${formatDuration(leftMs)}`] : []),
    ...(plan.waitsFor === null ? [] : [plan.waitsFor]),
    ...blockedBy,
  ].join(', ');
}

/** @example 'spread 0.42 to 0.11' */
export const spreadWords = ({ before, after }: { readonly before: number; readonly after: number }): string =>
  `spread ${formatSpread(before)} to ${formatSpread(after)}`;

/** What the whole of a document takes; goes on a sentence, and ends it. */
export function foretoldWords({
  bytes,
  durationMs,
  unforetold,
}: Pick<DrainDocument, 'bytes' | 'durationMs' | 'unforetold'>): string {
  return [
    ...(bytes === 0 ? [] : [`; ${formatBytes(bytes)} to copy`]),
    ...(durationMs === null
      ? []
      : [
          `, about ${formatDuration(durationMs.value)} (${formatDuration(durationMs.low)} if moves at once do not slow each other, ${formatDuration(durationMs.high)} if they share one link)`,
        ]),
    unforetold === 0
      ? '.'
      : `. Of ${unforetold} ${unforetold === 1 ? 'move' : 'moves'} nobody can foretell how long it takes.`,
  ].join('');
}
