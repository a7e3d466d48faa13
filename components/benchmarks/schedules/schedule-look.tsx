import { CircleCheck, Hourglass, type LucideIcon, Pause, Play, SkipForward, TriangleAlert } from 'lucide-react';
import { TextLink } from '@/components/ui/text-link';
import { Badge } from '@/components/ui/badge';
import { Dash } from '@/components/ui/dash';
import type { Tone } from '@/components/ui/tone';
import type { BenchmarkFiring, BenchmarkSchedule } from '@/lib/contracts/schedules';
import { pages } from '@/lib/utils/paths';
import { outcomeWords } from './schedule-words';

/** Whether it fires. */
export function ScheduleState({ schedule, plain }: { readonly schedule: BenchmarkSchedule; readonly plain?: boolean }) {
  const { paused } = schedule;
  if (paused === null)
    return (
      <Badge tone="running" icon={Play} plain={plain}>
        active
      </Badge>
    );
  // Paused by Gridbox is something to look at; by a person it is as somebody wants it.
  return (
    <Badge
      tone={paused.reason === null ? 'off' : 'trouble'}
      icon={paused.reason === null ? Pause : TriangleAlert}
      plain={plain}
      title={paused.reason ?? undefined}
    >
      paused
    </Badge>
  );
}

const LOOKS: Record<BenchmarkFiring['outcome'], { readonly tone: Tone; readonly icon: LucideIcon }> = {
  waiting: { tone: 'paused', icon: Hourglass },
  run: { tone: 'running', icon: CircleCheck },
  skipped: { tone: 'off', icon: SkipForward },
};

function lookOf({ outcome, run }: BenchmarkFiring): { readonly tone: Tone; readonly icon: LucideIcon } {
  if (run?.state === 'failed') return { tone: 'trouble', icon: TriangleAlert };
  if (run?.state === 'queued' || run?.state === 'running') return { tone: 'moving', icon: Play };
  if (run?.state === 'cancelled') return { tone: 'off', icon: SkipForward };
  return LOOKS[outcome];
}

/** What became of one time, and the way to its run. */
export function FiringOutcome({ firing }: { readonly firing: BenchmarkFiring | null }) {
  if (firing === null) return <Dash />;
  const { tone, icon } = lookOf(firing);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Badge tone={tone} icon={icon} plain title={firing.reason ?? undefined}>
        {outcomeWords(firing)}
      </Badge>
      {firing.operationId === null ? null : (
        <TextLink href={pages.benchmarkRun(firing.operationId)} className="min-w-0 truncate text-xs">
          {firing.run?.title ?? 'Its run'}
        </TextLink>
      )}
      {firing.reason === null ? null : (
        <span className="min-w-0 truncate text-xs text-muted" title={firing.reason}>
          {firing.reason}
        </span>
      )}
    </span>
  );
}
