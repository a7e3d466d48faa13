import { Badge } from '@/components/ui/badge';
import type { SiteStep } from '@/lib/contracts/sites';
import type { StepVerb } from '@/lib/site/plan/site-plan';
import type { Tone } from '@/components/ui/tone';
import { nearest, stepRounds } from './step-rounds';

const VERBS: Record<StepVerb, { readonly words: string; readonly tone: Tone }> = {
  'make-network': { words: 'Make network', tone: 'running' },
  create: { words: 'Create', tone: 'running' },
  change: { words: 'Change', tone: 'moving' },
  destroy: { words: 'Destroy', tone: 'trouble' },
  'remove-network': { words: 'Remove network', tone: 'trouble' },
};

/** The order as a graph: rounds of what may be done at the same time, and what each step waits for. */
export function PlanSteps({ steps }: { readonly steps: readonly SiteStep[] }) {
  if (steps.length === 0) return null;
  const rounds = stepRounds(steps);
  const titles = new Map(steps.map(({ id, subject }) => [id, subject]));
  return (
    <section aria-label="Order">
      <h2 className="mb-1 text-base font-semibold">Order</h2>
      <p className="mb-2 max-w-3xl text-sm text-muted">
        {steps.length === 1
          ? 'One step.'
          : `${steps.length} steps in ${rounds.length === 1 ? 'one round' : `${rounds.length} rounds`}.`}{' '}
        Those of one round may be done at the same time; on every host there is room for each at its moment.
      </p>
      <ol className="grid gap-3">
        {rounds.map((round, index) => (
          <li key={round[0]?.id}>
            <h3 className="text-sm font-medium text-muted">
              Round {index + 1} of {rounds.length}
            </h3>
            <ul className="divide-y divide-line border-y border-line">
              {round.map((step) => {
                const waits = nearest(step, steps).map((id) => titles.get(id) ?? id);
                return (
                  <li key={step.id} className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1.5 text-sm">
                    <Badge tone={VERBS[step.verb].tone}>{VERBS[step.verb].words}</Badge>
                    <span className="min-w-0 break-words">
                      {step.verb === 'create' || step.verb === 'destroy'
                        ? `${step.subject} on ${step.hostName}`
                        : step.verb === 'change'
                          ? step.title.replace(/^Change /, '')
                          : step.subject}
                    </span>
                    {waits.length === 0 ? null : <span className="text-xs text-muted">after {waits.join(', ')}</span>}
                  </li>
                );
              })}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}
