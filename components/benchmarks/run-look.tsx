import {
  BadgeCheck,
  CircleDashed,
  FlaskConical,
  Hourglass,
  type LucideIcon,
  RotateCcw,
  TriangleAlert,
  XCircle,
} from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import { type Standing, STANDING_WORDS } from '@/lib/domain/benchmark';

const LOOKS: Record<Standing, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  'not-proposed': { tone: 'off', icon: CircleDashed },
  proposed: { tone: 'moving', icon: Hourglass },
  accepted: { tone: 'running', icon: BadgeCheck },
  rejected: { tone: 'trouble', icon: XCircle },
  'rerun-asked': { tone: 'paused', icon: RotateCcw },
};

/** Where a run stands on its way to being signed: colour, icon, word. */
export function StandingBadge({ standing, plain }: { readonly standing: Standing; readonly plain?: boolean }) {
  const look = LOOKS[standing];
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain}>
      {STANDING_WORDS[standing]}
    </Badge>
  );
}

/** What keeps the figures of a run from being taken for those of a processor, or for undisturbed ones. */
export function RunCautions({
  run,
  plain,
}: {
  readonly run: { readonly emulated: boolean | null; readonly contaminated: boolean };
  readonly plain?: boolean;
}) {
  return (
    <>
      {run.emulated === true ? (
        <Badge
          tone="simulated"
          icon={FlaskConical}
          plain={plain}
          title="Every instruction was emulated: a figure of the emulator, not of a processor"
        >
          emulated
        </Badge>
      ) : null}
      {run.contaminated ? (
        <Badge tone="paused" icon={TriangleAlert} plain={plain} title="Something else happened on its hosts meanwhile">
          disturbed
        </Badge>
      ) : null}
    </>
  );
}
