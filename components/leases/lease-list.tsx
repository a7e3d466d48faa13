'use client';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, CalendarPlus } from 'lucide-react';
import { EmptyState } from '@/components/status/view-states';
import { PageHeader } from '@/components/ui/page-header';
import { PrimaryLink } from '@/components/ui/primary-link';
import { InlineLink } from '@/components/ui/text-link';
import { leasesQuery } from '@/lib/client/queries/leases';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { pages } from '@/lib/utils/paths';
import { LeaseTable } from './lease-table';
import { QuotaPanel } from './quota-panel';

/** What one's VOs asked for and have, and what they may take; for the testbed's people of all VOs. */
export function LeaseList() {
  const refused = useScopeRefusal('leases:request');
  const decides = useScopeRefusal('leases:approve') === undefined;
  const { data: requests } = useQuery({ ...leasesQuery({ state: ['asked'], pageSize: 1 }), enabled: decides });
  const waiting = requests?.total ?? 0;
  const request = (
    <PrimaryLink href={pages.requestLease()} icon={<CalendarPlus aria-hidden />} refused={refused}>
      Request a lease
    </PrimaryLink>
  );
  return (
    <>
      <PageHeader
        title="Leases"
        meta={
          <>
            <InlineLink href={pages.environments()}>Environments</InlineLink>
            {decides ? (
              <InlineLink href={pages.approvals()}>
                {waiting === 0 ? 'Approvals' : `Approvals (${waiting} to decide)`}
              </InlineLink>
            ) : null}
            <InlineLink href={pages.leaseCalendar()}>Calendar</InlineLink>
            {decides ? <InlineLink href={pages.leaseSettings()}>Rules and webhooks</InlineLink> : null}
          </>
        }
        actions={request}
      />
      <LeaseTable
        label="Leases"
        empty={
          <EmptyState icon={CalendarClock} title="No lease yet" action={request}>
            Choose an environment, say how many domains, until when and what for. It is told at once whether it fits; a
            testbed manager decides.
          </EmptyState>
        }
      />
      <QuotaPanel />
    </>
  );
}
