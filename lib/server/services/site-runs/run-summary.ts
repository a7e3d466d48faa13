import { z } from 'zod';
import { SiteProof, type SiteRunSummary } from '@/lib/contracts/sites';
import {
  RUN_KINDS,
  RUN_ORIGINS,
  RUN_STATES,
  RUN_STEP_STATES,
  type RunState,
  type RunStepState,
} from '@/lib/domain/site-run';
import type { SiteRun, SiteRunStep } from '@/lib/server/db/generated/client';

export const RUN_STEPS = { steps: { orderBy: { sequence: 'asc' } } } as const;
export type RunWithSteps = SiteRun & { readonly steps: readonly SiteRunStep[] };

export const stateOf = ({ state }: Pick<SiteRun, 'state'>): RunState => z.enum(RUN_STATES).parse(state);
export const stepStateOf = ({ state }: Pick<SiteRunStep, 'state'>): RunStepState =>
  z.enum(RUN_STEP_STATES).parse(state);
/** Those by which it stands where it is: what takes back, where that has begun. */
export const presentSteps = <Step extends Pick<SiteRunStep, 'undo'>>(steps: readonly Step[]): readonly Step[] => {
  const back = steps.filter(({ undo }) => undo);
  return back.length > 0 ? back : steps;
};

export function runSummary(site: { readonly name: string }, run: RunWithSteps): z.input<typeof SiteRunSummary> {
  const steps = presentSteps(run.steps);
  return {
    id: run.id,
    siteId: run.siteId,
    siteName: site.name,
    kind: z.enum(RUN_KINDS).parse(run.kind),
    state: stateOf(run),
    origin: z.enum(RUN_ORIGINS).parse(run.origin),
    revision: run.revision,
    halted: run.halted,
    done: steps.filter(({ state }) => state === 'done').length,
    failed: steps.filter(({ state }) => state === 'failed').length,
    total: steps.length,
    clean: run.proof === null ? null : SiteProof.parse(run.proof).clean,
    madeByName: run.madeByName,
    startedAt: run.startedAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
    expiresAt: run.expiresAt?.toISOString() ?? null,
  };
}
