import { useMutation } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence } from '@/components/status/view-states';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { formatMoment } from '@/components/ui/format-age';
import { retryPool } from '@/lib/client/mutations/pools';
import type { PoolDetail } from '@/lib/contracts/pools';

/** That its tries failed one after the other: since when, until when nothing is booted, and what the last of them came to. */
export function PoolHeldBack({
  pool,
  heldBack,
}: {
  readonly pool: Pick<PoolDetail, 'id' | 'can'>;
  readonly heldBack: NonNullable<PoolDetail['heldBack']>;
}) {
  const { retry } = pool.can;
  const ask = useMutation(retryPool());
  const { since, until, failures, cause, words } = heldBack;
  return (
    <section aria-label="Held back" className="mb-4 grid gap-2">
      <Banner
        kind="warning"
        action={
          <Button
            size="sm"
            pending={ask.isPending}
            disabledReason={retry.allowed ? undefined : retry.reason}
            onClick={() => ask.mutate(pool.id)}
          >
            <RotateCw aria-hidden />
            Try now
          </Button>
        }
      >
        <p>
          Held back since {formatMoment(since)}: the last {failures} tries failed.{' '}
          {until === null
            ? 'The next one may be made, with one slot at a time.'
            : `The next is not made before ${formatMoment(until)}, and is of one slot.`}{' '}
          {cause === 'boot' ? 'A slot that opens ends it.' : 'A job that lives in a slot ends it.'}
        </p>
        <p>The last: {words}</p>
      </Banner>
      <SubmitError sentence={ask.error === null ? undefined : errorSentence(ask.error)} />
    </section>
  );
}
