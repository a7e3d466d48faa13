import {
  ArrowLeftRight,
  Ban,
  CircleCheck,
  CircleX,
  Clock,
  Ear,
  Hourglass,
  RotateCcw,
  type LucideIcon,
  TrendingUp,
} from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { MigrationStage } from '@/lib/domain/operation';

export const STAGE_LABELS: Record<MigrationStage, string> = {
  queued: 'queued',
  preparing: 'preparing',
  copying: 'copying',
  'not-converging': 'not converging',
  'switching-over': 'switching over',
  'post-copy': 'fetching the rest (post-copy)',
  verifying: 'verifying',
  done: 'done',
  'moved-unheard': 'moved, guest not heard from',
  'moved-restarted': 'moved, guest restarted',
  failed: 'failed',
  cancelled: 'cancelled',
};
const LOOKS: Record<MigrationStage, { readonly tone: Tone; readonly icon: LucideIcon }> = {
  queued: { tone: 'neutral', icon: Clock },
  preparing: { tone: 'moving', icon: Hourglass },
  copying: { tone: 'moving', icon: ArrowLeftRight },
  'not-converging': { tone: 'paused', icon: TrendingUp },
  'switching-over': { tone: 'moving', icon: ArrowLeftRight },
  'post-copy': { tone: 'moving', icon: ArrowLeftRight },
  verifying: { tone: 'moving', icon: Ear },
  done: { tone: 'running', icon: CircleCheck },
  'moved-unheard': { tone: 'trouble', icon: Ear },
  'moved-restarted': { tone: 'trouble', icon: RotateCcw },
  failed: { tone: 'trouble', icon: CircleX },
  cancelled: { tone: 'off', icon: Ban },
};

/** Stage of a migration. Moved without a word from its guest is red, and so is a guest that started anew. */
export function StageBadge({ stage, plain }: { readonly stage: MigrationStage; readonly plain?: boolean | undefined }) {
  const { tone, icon } = LOOKS[stage];
  return (
    <Badge tone={tone} icon={icon} plain={plain}>
      {STAGE_LABELS[stage]}
    </Badge>
  );
}
