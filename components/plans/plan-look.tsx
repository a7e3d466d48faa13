import { Ban, CircleCheck, CirclePause, FileText, House, LoaderCircle, type LucideIcon } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { PlanSummary } from '@/lib/contracts/plans';
import { isUnderWay, PLAN_STATE_WORDS, type PlanState } from '@/lib/domain/drain';
import { formatDuration } from '@/lib/utils/time';

const LOOKS: Record<PlanState, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  draft: { tone: 'neutral', icon: FileText },
  running: { tone: 'moving', icon: LoaderCircle },
  paused: { tone: 'paused', icon: CirclePause },
  drained: { tone: 'running', icon: CircleCheck },
  cancelled: { tone: 'off', icon: Ban },
  returning: { tone: 'moving', icon: LoaderCircle },
  returned: { tone: 'running', icon: House },
};

export function PlanBadge({
  plan,
  plain,
}: {
  readonly plan: Pick<PlanSummary, 'state' | 'halted'>;
  readonly plain?: boolean;
}) {
  const { tone, icon } = LOOKS[plan.state];
  const halted = plan.state === 'paused' && plan.halted !== null;
  return (
    <Badge tone={halted ? 'trouble' : tone} icon={icon} plain={plain} title={plan.halted ?? undefined}>
      {halted ? 'stands still' : PLAN_STATE_WORDS[plan.state]}
    </Badge>
  );
}

const MOST_NAMED = 3;

/**
 * How far it is, in one line.
 * @example progressWords(plan) // 'draining 7 of 12, about 3 min, blocked by se-02'
 */
export function progressWords(
  plan: Pick<PlanSummary, 'state' | 'done' | 'total' | 'leftMs' | 'blocked' | 'halted'>,
): string {
  const { state, done, total, leftMs, blocked } = plan;
  const named =
    blocked.length > MOST_NAMED + 1
      ? [...blocked.slice(0, MOST_NAMED), `${blocked.length - MOST_NAMED} more`]
      : blocked;
  const blockedBy = blocked.length === 0 ? [] : [`blocked by ${named.join(', ')}`];
  if (state === 'draft') return [`${total} ${total === 1 ? 'domain' : 'domains'}`, ...blockedBy].join(', ');
  const what = state === 'paused' && plan.halted !== null ? 'stands still' : PLAN_STATE_WORDS[state];
  return [
    `${what} ${done} of ${total}`,
    ...(isUnderWay(state) && leftMs !== null ? [`about ${formatDuration(leftMs)}`] : []),
    ...blockedBy,
  ].join(', ');
}
