'use client';
import { useQuery } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import { useMemo } from 'react';
import { DataTable } from '@/components/table/data-table';
import { usePaging } from '@/components/table/use-paging';
import { EmptyState } from '@/components/status/view-states';
import { domainsQuery } from '@/lib/client/queries/domains';
import { DOMAIN_SORTS, type DomainSummary } from '@/lib/contracts/domains';
import { hostId } from '@/lib/domain/ids';
import { pages } from '@/lib/utils/paths';
import { useDomainActions } from '@/components/domains/domain-actions';
import { DOMAIN_COLUMNS } from '@/components/domains/domain-columns';
import { DomainPhoneRow } from '@/components/domains/domain-phone-row';
import { useBulkDomainActions } from '@/components/domains/use-bulk-domain-actions';

const COLUMNS = DOMAIN_COLUMNS.filter((column) => column.id !== 'host');
const rowName = (domain: DomainSummary) => domain.name;
const rowHref = (domain: DomainSummary) => pages.domain(domain.id);
const phoneRow = (domain: DomainSummary) => <DomainPhoneRow domain={domain} />;

/** The domains on one host. */
export function HostDomains({ id, name }: { readonly id: string; readonly name: string }) {
  const paging = usePaging(DOMAIN_SORTS);
  const filter = useMemo(
    () => ({ host: hostId(id), page: paging.page, pageSize: paging.pageSize, sort: paging.sort, order: paging.order }),
    [id, paging],
  );
  const result = useQuery(domainsQuery(filter));
  const bulkActions = useBulkDomainActions();
  const { itemsFor } = useDomainActions();
  return (
    <DataTable<DomainSummary>
      name="host-domains"
      label={`Domains on ${name}`}
      noun={{ one: 'domain', many: 'domains' }}
      columns={COLUMNS}
      result={result}
      paging={paging}
      question={filter}
      rowName={rowName}
      rowHref={rowHref}
      phoneRow={phoneRow}
      actions={itemsFor}
      bulkActions={bulkActions}
      empty={
        <EmptyState icon={Boxes} title="No domains on it">
          A domain that is defined here or migrates here appears at once.
        </EmptyState>
      }
    />
  );
}
