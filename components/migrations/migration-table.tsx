'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCancelAction } from '@/components/operations/use-cancel-action';
import { DataTable } from '@/components/table/data-table';
import type { Paging } from '@/components/table/use-paging';
import { LinkButton } from '@/components/ui/link-button';
import { EmptyState } from '@/components/status/view-states';
import type { MigrationFilter } from '@/lib/client/query-keys/migrations';
import { migrationsQuery } from '@/lib/client/queries/migrations';
import type { MigrationSummary } from '@/lib/contracts/migrations';
import { pages } from '@/lib/utils/paths';
import { MIGRATION_COLUMNS, MigrationPhoneRow } from './migration-columns';

const rowName = (migration: MigrationSummary) => `migration of ${migration.domainName}`;
const rowHref = (migration: MigrationSummary) => pages.migration(migration.id);
const phoneRow = (migration: MigrationSummary) => <MigrationPhoneRow migration={migration} />;

/** A list of migrations, newest first, of those that `filter` asks for. */
export function MigrationTable({
  name,
  filter,
  paging,
  filters,
  narrowed,
}: {
  readonly name: string;
  readonly filter: MigrationFilter;
  readonly paging: Paging<'newest'>;
  readonly filters?: ReactNode;
  readonly narrowed: boolean;
}) {
  const result = useQuery(migrationsQuery(filter));
  const { itemFor } = useCancelAction();
  return (
    <DataTable<MigrationSummary>
      name={name}
      label="Migrations"
      noun={{ one: 'migration', many: 'migrations' }}
      columns={MIGRATION_COLUMNS}
      result={result}
      paging={paging}
      question={filter}
      rowName={rowName}
      rowHref={rowHref}
      phoneRow={phoneRow}
      actions={(migration) => [itemFor(migration)]}
      filters={filters}
      empty={
        <EmptyState
          icon={ArrowLeftRight}
          title={narrowed ? 'No migration matches' : 'Nothing has moved yet'}
          action={<LinkButton href={pages.testbed()}>Open the testbed</LinkButton>}
        >
          Drag a domain onto a host, or press m on it, to migrate it.
        </EmptyState>
      }
    />
  );
}
