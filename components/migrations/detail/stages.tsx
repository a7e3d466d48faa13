import { Ban, Check, Circle, CircleDot, TriangleAlert, X } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { formatExact } from '@/components/ui/format-age';
import { useNow } from '@/components/ui/use-now';
import type { MigrationDetail } from '@/lib/contracts/migrations';
import { formatDuration, SECOND_MS } from '@/lib/utils/time';
import { STAGE_LABELS } from '../migration-look';
import { type StageMark, stageMarks } from './stage-marks';

const ICONS = { past: Check, now: CircleDot, ahead: Circle, bad: X, stalled: TriangleAlert, stopped: Ban } as const;
const COLOURS: Record<StageMark['standing'], string> = {
  past: 'text-running',
  now: 'text-moving',
  ahead: 'text-faint',
  bad: 'text-trouble',
  stalled: 'text-paused',
  stopped: 'text-off',
};

/** The way of a migration with the time each stage began and how long it took. */
export function Stages({ migration }: { readonly migration: Pick<MigrationDetail, 'stage' | 'stages' | 'state'> }) {
  return (
    <ol aria-label="Stages" className="flex flex-wrap gap-x-2 gap-y-3">
      {stageMarks(migration).map((mark) => {
        const Icon = ICONS[mark.standing];
        return (
          <li
            key={mark.stage}
            aria-current={mark.standing === 'now' ? 'step' : undefined}
            className="min-w-28 grow basis-28 border-t-2 border-line pt-2 aria-[current=step]:border-moving"
          >
            <span className={cn('flex items-center gap-1.5 text-sm font-medium', COLOURS[mark.standing])}>
              <Icon aria-hidden className="size-4 shrink-0" />
              {STAGE_LABELS[mark.stage]}
            </span>
            <span className="block text-xs text-muted" title={mark.at === undefined ? undefined : formatExact(mark.at)}>
              {mark.afterMs === undefined ? 'not reached' : `after ${formatDuration(mark.afterMs)}`}
              {mark.tookMs === undefined ? '' : `, took ${formatDuration(mark.tookMs)}`}
              {mark.standing === 'now' && mark.at !== undefined && <SoFar since={mark.at} />}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Where a hypervisor tells nothing of the way, the time that has passed is all there is to see. */
function SoFar({ since }: { readonly since: string }) {
  const began = Date.parse(since);
  const words = useNow((now) => formatDuration(Math.max(0, now - began - ((now - began) % SECOND_MS))), '');
  return words === '' ? null : `, for ${words}`;
}
