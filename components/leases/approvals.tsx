'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, ClipboardCheck, TriangleAlert } from 'lucide-react';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { TableFooter } from '@/components/table/table-footer';
import { useListFilter } from '@/components/table/use-list-filter';
import { Age } from '@/components/ui/age';
import { cn } from '@/components/ui/cn';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { TONE_TEXT } from '@/components/ui/tone';
import { VoTag } from '@/components/ui/vo-tag';
import { leasesQuery } from '@/lib/client/queries/leases';
import type { Lease } from '@/lib/contracts/leases';
import type { LeaseState } from '@/lib/domain/lease';
import { sizeWords } from '@/lib/domain/lease-terms';
import { pages } from '@/lib/utils/paths';
import { endingWords, LeaseBadge, timeWords } from './lease-look';

const OPEN: LeaseState[] = ['asked', 'asked-back'];

/** Requests that wait for a manager's word, or for the VO's answer to it, with all that is decided over. */
export function Approvals() {
  const { paging, filter } = useListFilter({});
  const result = useQuery(leasesQuery({ page: filter.page, pageSize: filter.pageSize, state: OPEN }));
  const { data, error } = result;
  return (
    <>
      <PageHeader title="Approvals" meta={<InlineLink href={pages.leases()}>All leases</InlineLink>} />
      {data === undefined ? (
        error === null ? (
          <p className="text-sm text-muted">Reading what waits.</p>
        ) : (
          <ErrorState error={error} what="the requests" onRetry={() => void result.refetch()} />
        )
      ) : data.items.length === 0 ? (
        <EmptyState icon={ClipboardCheck} title="Nothing to decide">
          Requests of VOs wait here until a testbed manager approves, adjusts or rejects them, or asks back.
        </EmptyState>
      ) : (
        <>
          <ul aria-label="Requests" className="divide-y divide-line border-y border-line">
            {data.items.map((lease) => (
              <Request key={lease.id} lease={lease} />
            ))}
          </ul>
          <TableFooter result={result} paging={paging} noun={{ one: 'request', many: 'requests' }} />
        </>
      )}
    </>
  );
}

/** Nothing of it is cut: what is long goes on in the next line, on a phone as well. */
function Request({ lease }: { readonly lease: Lease }) {
  const { asked, fit, environment } = lease;
  const Icon = fit?.fits === true ? CircleCheck : TriangleAlert;
  return (
    <li className="grid gap-1 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <TextLink href={pages.lease(lease.id)}>Lease {lease.number}</TextLink>
        <VoTag vo={lease.vo} />
        <LeaseBadge lease={lease} plain />
        <span className="text-xs text-muted">
          asked by {lease.askedByName} <Age at={lease.askedAt} />
        </span>
      </div>
      <p className="break-words">{lease.purpose}</p>
      <p className="text-muted">
        {environment.name} {environment.version}: {sizeWords(asked)}; {timeWords(asked)}.
        {lease.startFrom === null
          ? ''
          : ` It starts from ${lease.startFrom.name} of lease ${lease.startFrom.leaseNumber}.`}{' '}
        At its end {endingWords(lease)}.
      </p>
      {fit === null ? null : (
        <p className="flex items-start gap-2">
          <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', TONE_TEXT[fit.fits ? 'running' : 'stale'])} />
          <span className="min-w-0 break-words">{fit.words}</span>
        </p>
      )}
    </li>
  );
}
