import { Button } from '@/components/ui/button';
import { Banner } from '@/components/ui/banner';
import type { LeaseFeasibility, LeaseTerms } from '@/lib/contracts/leases';

/** Whether it can be had, what is missing, and what could be had instead. */
export function FeasibilityPanel({
  feasibility,
  onTake,
}: {
  readonly feasibility: LeaseFeasibility;
  /** Puts an alternative into the form; left out where there is none. */
  readonly onTake?: ((terms: LeaseTerms, kind: LeaseFeasibility['alternatives'][number]['kind']) => void) | undefined;
}) {
  const { fits, words, alternatives, quota } = feasibility;
  return (
    <section aria-label="Feasibility" className="grid gap-2">
      <Banner kind={fits ? 'good' : 'warning'} live>
        {words} {quota}
      </Banner>
      {alternatives.length === 0 ? null : (
        <ul aria-label="What fits instead" className="divide-y divide-line border-y border-line text-sm">
          {alternatives.map((alternative) => (
            <li key={alternative.kind} className="flex flex-wrap items-center justify-between gap-2 py-1.5">
              {alternative.words}
              {onTake === undefined ? null : (
                <Button onClick={() => onTake(alternative.terms, alternative.kind)}>Take this</Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {fits || alternatives.length > 0 ? null : <p className="text-sm text-muted">Nothing else fits within a year.</p>}
    </section>
  );
}
