'use client';
import { useQuery } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import { DOMAIN_COLUMNS } from '@/components/domains/domain-columns';
import { DomainTable } from '@/components/domains/domain-table';
import { useListFilter } from '@/components/table/use-list-filter';
import { EmptyState } from '@/components/status/view-states';
import { domainsQuery } from '@/lib/client/queries/domains';
import { DOMAIN_SORTS } from '@/lib/contracts/domains';
import { hostId } from '@/lib/domain/ids';

const COLUMNS = DOMAIN_COLUMNS.filter((column) => column.id !== 'host');

/** The domains on one host. */
export function HostDomains({ id, name }: { readonly id: string; readonly name: string }) {
  const { paging, filter } = useListFilter({}, DOMAIN_SORTS);
  const question = { ...filter, host: hostId(id) };
  const result = useQuery(domainsQuery(question));
  return (
    <DomainTable
      name="host-domains"
      label={`Domains on ${name}`}
      columns={COLUMNS}
      result={result}
      paging={paging}
      question={question}
      empty={
        <EmptyState icon={Boxes} title="No domains on it">
          A domain that is defined here or migrates here appears at once.
        </EmptyState>
      }
    />
  );
}
