'use client';
import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '@/components/status/view-states';
import { TextLink } from '@/components/ui/text-link';
import { formatMoment } from '@/components/ui/format-age';
import { voBackOffsQuery } from '@/lib/client/queries/vos';
import type { VoBackOffs as Held } from '@/lib/contracts/vos';
import { pages } from '@/lib/utils/paths';

/** Where there is no moment at which it is tried again. */
const UNTIL: Record<Held['items'][number]['kind'], string> = {
  share: 'Until its share is met, or nobody with less waits; a testbed manager decides over its requests meanwhile.',
  lease: 'Tried again once the reason is gone.',
  pool: 'Until an agent looks at it again; an operator starts one.',
};

/** What of a VO is held back now, with the reason and until when. */
export function VoBackOffs({ vo }: { readonly vo: string }) {
  const result = useQuery(voBackOffsQuery(vo));
  const { data, error } = result;
  return (
    <section aria-label="Held back">
      <h2 className="mb-2 text-base font-semibold">Held back</h2>
      {data === undefined ? (
        error === null ? (
          <p className="text-sm text-muted">Reading what is held back.</p>
        ) : (
          <ErrorState error={error} what="what is held back" onRetry={() => void result.refetch()} />
        )
      ) : data.items.length === 0 ? (
        <p className="text-sm text-muted">Nothing of this VO is held back now.</p>
      ) : (
        <ul aria-label="What is held back" className="divide-y divide-line border-y border-line">
          {data.items.map(({ kind, subject, leaseId, reason, untilAt }) => (
            <li key={subject} className="grid gap-0.5 py-2 text-sm">
              <span className="font-medium">
                {leaseId === null ? subject : <TextLink href={pages.lease(leaseId)}>{subject}</TextLink>}
              </span>
              <span className="break-words">{reason}</span>
              <span className="text-xs text-muted">
                {untilAt === null ? UNTIL[kind] : `Tried again at ${formatMoment(untilAt)}.`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
