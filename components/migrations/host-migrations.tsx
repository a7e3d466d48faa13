'use client';
import { useListFilter } from '@/components/table/use-list-filter';
import type { HostSummary } from '@/lib/contracts/hosts';
import { MigrationTable } from './migration-table';

/** Migrations to and from one host, and how many more it takes at a time. */
export function HostMigrations({
  host,
}: {
  readonly host: Pick<HostSummary, 'id' | 'migrationsIn' | 'migrationsOut' | 'limits'>;
}) {
  const { paging, filter } = useListFilter({});
  return (
    <div className="grid gap-3">
      <p className="text-sm text-muted">
        {host.migrationsIn} of at most {host.limits.migrationsIn} arriving, {host.migrationsOut} of at most{' '}
        {host.limits.migrationsOut} leaving. More wait their turn.
      </p>
      <MigrationTable name="host-migrations" filter={{ ...filter, host: host.id }} paging={paging} narrowed />
    </div>
  );
}
