'use client';
import { useQuery } from '@tanstack/react-query';
import { CalendarPlus } from 'lucide-react';
import { DetailPage } from '@/components/layout/detail-page';
import { DetailTabs } from '@/components/layout/detail-tabs';
import { Age } from '@/components/ui/age';
import { LinkButton } from '@/components/ui/link-button';
import { PageHeader } from '@/components/ui/page-header';
import { InlineLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import { voQuery } from '@/lib/client/queries/vos';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { VoWindow } from '@/lib/contracts/vos';
import { pages } from '@/lib/utils/paths';
import { VoAudit } from './vo-audit';
import { VoBackOffs } from './vo-back-offs';
import { VoBill } from './vo-bill';
import { VoDomains } from './vo-domains';
import { VoLeases } from './vo-leases';
import { VoMaintenance } from './vo-maintenance';
import { VoQuotaFacts } from './vo-quota-facts';
import { VoSnapshots } from './vo-snapshots';

/** The window of one VO: what it has, how fresh that is, what it may take, what it used, and who changed what. */
export function VoPage({ vo }: { readonly vo: string }) {
  const result = useQuery(voQuery(vo));
  return (
    <DetailPage result={result} what="this VO" back={{ href: pages.myVos(), label: 'My VO' }}>
      {(window) => <Content window={window} />}
    </DetailPage>
  );
}

function Content({ window: { vo, audit, ...rest } }: { readonly window: VoWindow }) {
  const refused = useScopeRefusal('leases:request');
  return (
    <>
      <PageHeader
        title={`VO ${vo}`}
        meta={
          <>
            <VoTag vo={vo} />
            <InlineLink href={pages.leaseCalendar()}>Calendar of leases</InlineLink>
            <Age at={rest.lookedAt} prefix="looked at" />
          </>
        }
        actions={
          refused === undefined ? (
            <LinkButton variant="primary" href={pages.requestLease()}>
              <CalendarPlus aria-hidden />
              Request a lease
            </LinkButton>
          ) : null
        }
      />
      <DetailTabs
        name={vo}
        tabs={[
          {
            value: 'overview',
            label: 'Overview',
            panel: (
              <div className="grid gap-8">
                <VoQuotaFacts quota={rest.quota} />
                <VoBackOffs vo={vo} />
                <VoMaintenance vo={vo} />
                <VoLeases leases={rest.leases} leftOut={rest.leasesLeftOut} />
                <VoSnapshots vo={vo} />
              </div>
            ),
          },
          {
            value: 'domains',
            label: `Domains ${rest.domains.length + rest.domainsLeftOut}`,
            panel: <VoDomains domains={rest.domains} leftOut={rest.domainsLeftOut} />,
          },
          { value: 'bill', label: 'Bill', panel: <VoBill vo={vo} /> },
          ...(audit ? [{ value: 'audit', label: 'Audit', panel: <VoAudit vo={vo} /> }] : []),
        ]}
      />
    </>
  );
}
