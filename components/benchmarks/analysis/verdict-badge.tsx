import { CircleHelp, Equal, type LucideIcon, TrendingDown, TrendingUp } from 'lucide-react';
import { verdictWords } from '@/components/charts/prepare/verdict-words';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { Judged } from '@/lib/contracts/benchmark-analysis';

const LOOKS: Record<Judged['verdict'], { readonly tone: Tone; readonly icon: LucideIcon }> = {
  better: { tone: 'running', icon: TrendingUp },
  worse: { tone: 'trouble', icon: TrendingDown },
  'no-difference-shown': { tone: 'neutral', icon: Equal },
  'too-few-runs': { tone: 'paused', icon: CircleHelp },
};

/** The word that a comparison carries. */
export function VerdictBadge({ verdict }: { readonly verdict: Judged['verdict'] }) {
  const { tone, icon } = LOOKS[verdict];
  return (
    <Badge tone={tone} icon={icon}>
      {verdictWords(verdict)}
    </Badge>
  );
}
