'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { Field } from '@/components/ui/field';
import { Skeleton } from '@/components/ui/skeleton';
import { InlineLink } from '@/components/ui/text-link';
import { guestDriftsQuery } from '@/lib/client/queries/guest-drift';
import { DRIFT_STATES } from '@/lib/domain/guest-drift';
import { pages } from '@/lib/utils/paths';
import { FindingRow } from './finding-row';

/** Findings of one page; each has three lines. */
const PAGE_SIZE = 50;

/** What runs otherwise than it was promised, of all domains. */
export function DriftList() {
  const [{ state, page }, set] = useQueryStates(
    { state: parseAsStringLiteral(DRIFT_STATES).withDefault('open'), page: parseAsInteger.withDefault(1) },
    { history: 'replace' },
  );
  const result = useQuery(guestDriftsQuery({ state, page, pageSize: PAGE_SIZE }));
  return (
    <>
      <PageHeader
        title="Drift"
        meta={
          <>
            <span>What runs otherwise than its image, or its host, says it should</span>
            <InlineLink href={pages.images()}>All images</InlineLink>
          </>
        }
      />
      <div className="grid max-w-4xl min-w-0 gap-4">
        <Field label="Findings that are" className="max-w-48">
          {(control) => (
            <Select
              {...control}
              value={state}
              options={DRIFT_STATES.map((each) => ({ value: each, label: each }))}
              onValueChange={(next) => {
                const chosen = DRIFT_STATES.find((each) => each === next) ?? 'open';
                void set({ state: chosen, page: 1 });
              }}
            />
          )}
        </Field>
        {result.isPending ? (
          <Skeleton className="h-48" />
        ) : result.data === undefined ? (
          <ErrorState error={result.error} what="the findings" onRetry={() => void result.refetch()} />
        ) : result.data.items.length === 0 ? (
          <EmptyState icon={CircleCheck} title={`No finding is ${state}`}>
            Domains made of an image are compared with it once a day; any running domain can be compared on its own
            page, under <em>Drift</em>.
          </EmptyState>
        ) : (
          <>
            <ul aria-label="Findings" className="divide-y divide-line border-y border-line text-sm">
              {result.data.items.map((finding) => (
                <FindingRow key={finding.id} finding={finding} withDomain />
              ))}
            </ul>
            <div className="flex items-center gap-3 text-sm text-muted">
              <Button
                disabledReason={page > 1 ? undefined : 'This is the first page.'}
                onClick={() => void set({ page: page - 1 })}
              >
                Newer
              </Button>
              <Button
                disabledReason={page * PAGE_SIZE < result.data.total ? undefined : 'This is the last page.'}
                onClick={() => void set({ page: page + 1 })}
              >
                Older
              </Button>
              {result.data.total.toLocaleString('en')} in all
            </div>
          </>
        )}
      </div>
    </>
  );
}
