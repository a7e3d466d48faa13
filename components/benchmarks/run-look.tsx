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
import { formatPercent } from '@/components/ui/figures';
import type { Tone } from '@/components/ui/tone';
import { BUSY_HOST_LOAD, type Standing, STANDING_WORDS } from '@/lib/domain/benchmark';

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

/** A host that had other work when the run began. */
export const isBusy = (hostLoad: number | null | undefined): hostLoad is number =>
  hostLoad !== null && hostLoad !== undefined && hostLoad > BUSY_HOST_LOAD;

/** What keeps the figures of a run from being taken for those of a processor, or for undisturbed ones. */
export function RunCautions({
  run,
  plain,
}: {
  readonly run: {
    readonly emulated: boolean | null;
    readonly contaminated: boolean;
    readonly hostLoad?: number | null | undefined;
  };
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
      {isBusy(run.hostLoad) ? (
        <Badge
          tone="paused"
          icon={TriangleAlert}
          plain={plain}
          title={`Its host was ${formatPercent(run.hostLoad)} busy before it began`}
        >
          busy host
        </Badge>
      ) : null}
    </>
  );
}
