import type { UseQueryResult } from '@tanstack/react-query';
import { SubmitError } from '@/components/form/submit-error';
import type { LeaseFeasibility } from '@/lib/contracts/leases';
import { FeasibilityPanel, type TakeAlternative } from './feasibility-panel';

/** Whether it fits, while a form is filled; it stands there also while what is typed cannot be judged. */
export function TermsVerdict({
  sound,
  check,
  refusal,
  onTake,
}: {
  /** Everything that is judged is there, and is what may be asked for. */
  readonly sound: boolean;
  readonly check: Pick<UseQueryResult<LeaseFeasibility>, 'data' | 'isPlaceholderData'>;
  /** Why it is not judged, other than at its fields. */
  readonly refusal: string | undefined;
  readonly onTake: TakeAlternative;
}) {
  if (refusal !== undefined) return <SubmitError sentence={refusal} />;
  if (sound && check.data !== undefined)
    return <FeasibilityPanel feasibility={check.data} stale={check.isPlaceholderData} onTake={onTake} />;
  return (
    <section aria-label="Feasibility">
      <p className="text-sm text-muted">
        {sound ? 'Looking whether it fits.' : 'Whether it fits is told when the fields above are right.'}
      </p>
    </section>
  );
}
