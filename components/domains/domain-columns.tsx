'use client';
import { createColumnHelper } from '@tanstack/react-table';
import { NameCell } from '@/components/table/row-name';
import { cpuLoadColumn, seenColumn } from '@/components/table/shared-columns';
import type { Column } from '@/components/table/table-types';
import { Dash } from '@/components/ui/dash';
import { Duration, Memory } from '@/components/ui/figures';
import { RoleTag } from '@/components/status/role-tag';
import { StateBadge } from '@/components/status/state-badge';
import { TextLink } from '@/components/ui/text-link';
import { VoTag } from '@/components/ui/vo-tag';
import type { DomainSummary } from '@/lib/contracts/domains';
import { pages } from '@/lib/utils/paths';
import { UnreadableMark } from './unreadable-mark';

/** For the panel of the map, which has a form of its own. */

const column = createColumnHelper<DomainSummary>();

/** Columns of every list of domains. Ids of sortable ones are the server's sort keys. */
export const DOMAIN_COLUMNS: Column<DomainSummary>[] = [
  column.accessor('name', {
    header: 'Name',
    enableHiding: false,
    meta: { width: 'minmax(180px, 2fr)' },
    cell: ({ row }) => (
      <NameCell href={pages.domain(row.original.id)} name={row.original.name} simulated={row.original.simulated}>
        <UnreadableMark domain={row.original} />
      </NameCell>
    ),
  }),
  column.accessor('state', {
    header: 'State',
    meta: { width: 'minmax(120px, 1fr)' },
    cell: ({ row }) => <StateBadge domain={row.original} plain />,
  }),
  column.accessor('hostName', {
    id: 'host',
    header: 'Host',
    meta: { width: 'minmax(130px, 1fr)' },
    cell: ({ row: { original } }) =>
      original.hostId === null ? (
        <span className="text-faint">on no host</span>
      ) : (
        <TextLink href={pages.host(original.hostId)} tabIndex={-1} className="truncate">
          {original.hostName}
        </TextLink>
      ),
  }),
  column.accessor('roles', {
    header: 'Roles',
    enableSorting: false,
    meta: { width: 'minmax(90px, 0.8fr)' },
    cell: ({ row }) => (
      <span className="flex gap-1 overflow-hidden">
        {row.original.roles.map((role) => (
          <RoleTag key={role} role={role} />
        ))}
      </span>
    ),
  }),
  column.accessor('vo', {
    header: 'VO',
    meta: { width: 'minmax(84px, 0.7fr)' },
    cell: ({ row }) => <VoTag vo={row.original.vo} />,
  }),
  column.accessor('vcpus', { header: 'vCPU', meta: { width: '68px', align: 'end' } }),
  column.accessor('memoryKiB', {
    header: 'Memory',
    meta: { width: '92px', align: 'end' },
    cell: ({ row }) => <Memory kib={row.original.memoryKiB} />,
  }),
  cpuLoadColumn(),
  seenColumn(),
  column.accessor('guestUptimeMs', {
    header: 'Guest up',
    enableSorting: false,
    meta: { width: '110px', align: 'end', hiddenAtFirst: true },
    // What does not run is not up, whatever was heard of it last.
    cell: ({ row: { original } }) =>
      original.state === 'running' ? <Duration ms={original.guestUptimeMs} /> : <Dash />,
  }),
  column.accessor('tags', {
    header: 'Tags',
    enableSorting: false,
    meta: { width: 'minmax(100px, 1fr)', hiddenAtFirst: true },
    cell: ({ row }) => row.original.tags.join(', '),
  }),
  column.accessor('homeHost', {
    header: 'Home host',
    enableSorting: false,
    meta: { width: 'minmax(110px, 1fr)', hiddenAtFirst: true },
    cell: ({ row }) => row.original.homeHost ?? <Dash />,
  }),
  column.accessor('architecture', {
    header: 'Architecture',
    enableSorting: false,
    meta: { width: '104px', hiddenAtFirst: true },
  }),
];
