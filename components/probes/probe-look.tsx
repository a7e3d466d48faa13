import { CircleCheck, CircleHelp, type LucideIcon, OctagonX, TriangleAlert } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import { PROBE_VERDICT_WORDS, type ProbeVerdict } from '@/lib/domain/probe';
import { type Standing, STANDING_WORDS } from '@/lib/domain/probe-availability';

interface Look {
  readonly tone: Tone;
  readonly icon: LucideIcon;
}
export const VERDICT_LOOKS: Record<ProbeVerdict, Look> = {
  ok: { tone: 'running', icon: CircleCheck },
  warning: { tone: 'paused', icon: TriangleAlert },
  critical: { tone: 'trouble', icon: OctagonX },
  unknown: { tone: 'off', icon: CircleHelp },
};
const STANDING_LOOKS: Record<Standing, Look> = {
  up: VERDICT_LOOKS.ok,
  down: VERDICT_LOOKS.critical,
  unknown: VERDICT_LOOKS.unknown,
};

/** Null: not enough has been asked yet. */
export function VerdictBadge({ verdict, plain }: { readonly verdict: ProbeVerdict | null; readonly plain?: boolean }) {
  const { tone, icon } = VERDICT_LOOKS[verdict ?? 'unknown'];
  return (
    <Badge tone={tone} icon={icon} plain={plain}>
      {verdict === null ? 'not known yet' : PROBE_VERDICT_WORDS[verdict]}
    </Badge>
  );
}

export function StandingBadge({ standing, plain }: { readonly standing: Standing; readonly plain?: boolean }) {
  const { tone, icon } = STANDING_LOOKS[standing];
  return (
    <Badge tone={tone} icon={icon} plain={plain}>
      {STANDING_WORDS[standing]}
    </Badge>
  );
}

/** Worn by a small stand-in for a service: what it answers says nothing of the real one. */
export const TinyLabel = () => (
  <span className="inline-flex h-5 items-center rounded-sm border border-dashed border-simulated/70 px-1.5 text-xs font-medium whitespace-nowrap text-simulated">
    tiny
  </span>
);

/**
 * Never rounded up to a whole: a service that was away for a minute was not always there.
 * @example shareWords(0.99999) // '99.99 %'
 */
export function shareWords(share: number | null): string {
  if (share === null) return 'not known';
  const HUNDREDTHS = 10_000;
  return `${(Math.floor(share * HUNDREDTHS) / 100).toFixed(2).replace(/\.?0+$/, '')} %`;
}
