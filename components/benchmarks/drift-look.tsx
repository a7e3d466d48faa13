import { CircleCheck, CircleSlash, type LucideIcon, TrendingDown, TrendingUp } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { RunDrift } from '@/lib/contracts/drift';
import { DRIFT_WORDS } from '@/lib/domain/drift';

function lookOf({ standing, side }: Pick<RunDrift, 'standing' | 'side'>): {
  readonly tone: Tone;
  readonly icon: LucideIcon;
} {
  if (standing === 'not-judged') return { tone: 'off', icon: CircleSlash };
  if (standing === 'within') return { tone: 'running', icon: CircleCheck };
  if (side === 'better') return { tone: 'accent', icon: TrendingUp };
  return { tone: standing === 'confirmed' ? 'trouble' : 'paused', icon: TrendingDown };
}

/** A run against the declared figure: colour, icon, word, and the whole sentence on hover. */
export function DriftBadge({ drift, plain }: { readonly drift: RunDrift; readonly plain?: boolean }) {
  const look = lookOf(drift);
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain} title={drift.sentence}>
      {DRIFT_WORDS[drift.standing]}
      {drift.side === null ? '' : `, ${drift.side}`}
    </Badge>
  );
}
