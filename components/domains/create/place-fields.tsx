import { CandidateChoice } from '@/components/migrate/candidate-list';
import { canChoose } from '@/components/migrate/candidate-order';
import { RefusalList } from '@/components/migrate/refusal-list';
import { errorSentence } from '@/components/status/view-states';
import { Banner } from '@/components/ui/banner';
import { Skeleton } from '@/components/ui/skeleton';
import type { CreationCheck } from '@/lib/contracts/domain-making';

/** Every host, answered while the form is filled: fits, or short by how much and what else. */
export function PlaceFields({
  check,
  error,
  hostId,
  onChange,
}: {
  readonly check: CreationCheck | undefined;
  readonly error: Error | null;
  /** Chosen, whatever became of it since. */
  readonly hostId: string | undefined;
  readonly onChange: (hostId: string) => void;
}) {
  const items = check?.items ?? [];
  const chosen = items.find((each) => each.hostId === hostId);
  const refused = chosen !== undefined && !canChoose(chosen) ? chosen : undefined;
  return (
    <div className="grid gap-2">
      {error === null ? null : (
        <Banner kind="warning" live>
          The hosts cannot be compared: {errorSentence(error)}
        </Banner>
      )}
      {refused === undefined ? null : (
        <Banner kind="warning" live>
          <strong className="mb-1 block font-medium">It cannot be made on {refused.hostName}.</strong>
          <RefusalList refusals={refused.refusals} />
        </Banner>
      )}
      {check === undefined ? (
        error === null ? (
          <output aria-label="Checking the hosts" className="grid gap-2">
            {Array.from({ length: 3 }, (_, index) => (
              <Skeleton key={index} className="h-12" />
            ))}
          </output>
        ) : null
      ) : (
        <>
          <CandidateChoice
            legend="Host"
            candidates={items}
            value={refused === undefined ? hostId : undefined}
            onChange={onChange}
            takesFocus={false}
          />
          <p className="text-xs text-muted" aria-live="polite">
            {check.words}
          </p>
        </>
      )}
    </div>
  );
}
