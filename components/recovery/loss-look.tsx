import {
  CircleCheck,
  CircleHelp,
  CirclePlay,
  type LucideIcon,
  PlugZap,
  Power,
  RotateCcw,
  TriangleAlert,
} from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { LossSummary } from '@/lib/contracts/recovery';
import { isStartingDomains, LOSS_STATE_WORDS, type LossState } from '@/lib/domain/recovery';

const LOOKS: Record<LossState, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  suspected: { tone: 'stale', icon: CircleHelp },
  lost: { tone: 'trouble', icon: TriangleAlert },
  fencing: { tone: 'moving', icon: Power },
  restarting: { tone: 'moving', icon: CirclePlay },
  returned: { tone: 'moving', icon: RotateCcw },
  recovered: { tone: 'running', icon: CircleCheck },
  dismissed: { tone: 'off', icon: PlugZap },
};

export function LossBadge({
  loss: { state },
  plain,
}: {
  readonly loss: Pick<LossSummary, 'state'>;
  readonly plain?: boolean;
}) {
  const { tone, icon } = LOOKS[state];
  return (
    <Badge tone={tone} icon={icon} plain={plain}>
      {LOSS_STATE_WORDS[state]}
    </Badge>
  );
}

/**
 * How far it is, in one line.
 * @example lossWords(loss) // '3 of 5 run elsewhere, se-02 finds no place'
 */
export function lossWords({
  state,
  total,
  done,
  stuck,
  waitsFor,
  endedWhy,
}: Pick<LossSummary, 'state' | 'total' | 'done' | 'stuck' | 'waitsFor' | 'endedWhy'>): string {
  if (endedWhy !== null) return endedWhy;
  if (state === 'returned' && waitsFor !== null) return waitsFor;
  if (!isStartingDomains(state)) return waitsFor ?? LOSS_STATE_WORDS[state];
  const held = stuck.length === 0 ? '' : `; without a place or failed: ${stuck.join(', ')}`;
  return `${done} of ${total} run ${state === 'returned' ? 'on it again' : 'elsewhere'}${held}`;
}
