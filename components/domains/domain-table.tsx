'use client';
import type { ComponentProps } from 'react';
import { DataTable } from '@/components/table/data-table';
import type { DomainSummary } from '@/lib/contracts/domains';
import { pages } from '@/lib/utils/paths';
import { useDomainActions } from './domain-actions';
import { DOMAIN_COLUMNS } from './domain-columns';
import { DomainPhoneRow } from './domain-phone-row';
import { useBulkDomainActions } from './use-bulk-domain-actions';

export const DOMAIN_NOUN = { one: 'domain', many: 'domains' };
const rowName = (domain: DomainSummary) => domain.name;
const rowHref = (domain: DomainSummary) => pages.domain(domain.id);
const phoneRow = (domain: DomainSummary) => <DomainPhoneRow domain={domain} />;

type Table = ComponentProps<typeof DataTable<DomainSummary>>;
type OfTheList = 'name' | 'label' | 'result' | 'paging' | 'question' | 'filters' | 'empty';

/** A list of domains: what they look like and what can be done with them is the same wherever they are listed. */
export function DomainTable({
  columns = DOMAIN_COLUMNS,
  ...list
}: Pick<Table, OfTheList> & { readonly columns?: Table['columns'] }) {
  const bulkActions = useBulkDomainActions();
  const { itemsFor } = useDomainActions();
  return (
    <DataTable<DomainSummary>
      {...list}
      noun={DOMAIN_NOUN}
      columns={columns}
      rowName={rowName}
      rowHref={rowHref}
      phoneRow={phoneRow}
      actions={itemsFor}
      bulkActions={bulkActions}
    />
  );
}
