/** How runs of sites and their steps are told of. */
import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  PackageOpen,
  SearchCheck,
  Trash2,
  TriangleAlert,
  Undo2,
} from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { SiteRunSummary } from '@/lib/contracts/sites';
import {
  type ProofOutcome,
  RUN_STATE_WORDS,
  RUN_STEP_WORDS,
  type RunState,
  type RunStepState,
} from '@/lib/domain/site-run';

interface Look {
  readonly tone: Tone;
  readonly icon: LucideIcon;
}
const RUNS: Record<RunState, Look> = {
  running: { tone: 'moving', icon: LoaderCircle },
  paused: { tone: 'paused', icon: CirclePause },
  'rolling-back': { tone: 'moving', icon: Undo2 },
  proving: { tone: 'moving', icon: SearchCheck },
  'not-clean': { tone: 'trouble', icon: TriangleAlert },
  done: { tone: 'running', icon: CircleCheck },
  kept: { tone: 'off', icon: PackageOpen },
  'rolled-back': { tone: 'off', icon: Undo2 },
  destroyed: { tone: 'off', icon: Trash2 },
};
export const STEP_LOOKS: Record<RunStepState, Look> = {
  waiting: { tone: 'neutral', icon: CircleDashed },
  running: { tone: 'moving', icon: LoaderCircle },
  verifying: { tone: 'moving', icon: Hourglass },
  done: { tone: 'running', icon: CircleCheck },
  failed: { tone: 'trouble', icon: CircleX },
  left: { tone: 'off', icon: CircleDashed },
};
export const OUTCOME_LOOKS: Record<ProofOutcome, Look & { readonly words: string }> = {
  gone: { tone: 'running', icon: CircleCheck, words: 'gone' },
  'still-there': { tone: 'trouble', icon: CircleX, words: 'still there' },
  unknown: { tone: 'paused', icon: TriangleAlert, words: 'not known' },
  'not-looked-for': { tone: 'neutral', icon: CircleDashed, words: 'not looked for' },
};

export function RunBadge({ run }: { readonly run: Pick<SiteRunSummary, 'state' | 'halted'> }) {
  const { tone, icon } = RUNS[run.state];
  return (
    <Badge tone={run.state === 'paused' && run.halted !== null ? 'trouble' : tone} icon={icon}>
      {RUN_STATE_WORDS[run.state]}
    </Badge>
  );
}

export function StepBadge({ state }: { readonly state: RunStepState }) {
  const { tone, icon } = STEP_LOOKS[state];
  return (
    <Badge tone={tone} icon={icon}>
      {RUN_STEP_WORDS[state]}
    </Badge>
  );
}

/** @example doneWords({ done: 2, failed: 1, total: 5 }) // '2 of 5 steps done, one failed' */
export function doneWords({ done, failed, total }: Pick<SiteRunSummary, 'done' | 'failed' | 'total'>): string {
  if (total === 0) return 'Nothing to do';
  const trouble = failed === 0 ? '' : `, ${failed === 1 ? 'one' : failed} failed`;
  return `${done} of ${total} ${total === 1 ? 'step' : 'steps'} done${trouble}`;
}
