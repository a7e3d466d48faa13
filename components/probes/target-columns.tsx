import { createColumnHelper } from '@tanstack/react-table';
import { RoleTag } from '@/components/status/role-tag';
import { NameCell, PhoneName } from '@/components/table/row-name';
import type { Column } from '@/components/table/table-types';
import { Age } from '@/components/ui/age';
import { VoTag } from '@/components/ui/vo-tag';
import type { ProbeTargetSummary } from '@/lib/contracts/probes';
import { pages } from '@/lib/utils/paths';
import { shareWords, StandingBadge, TinyLabel } from './probe-look';

export const targetHref = (target: ProbeTargetSummary) => pages.probe(target.id);
export const targetName = (target: ProbeTargetSummary) => target.name;

/** What fails, in one line. @example failingWords(target) // 'se-tcp: 10.0.0.4:1094 turns the connection down: nothing listens there.' */
export function failingWords({
  failing,
  enabled,
  domainId,
  domainState,
  probeCount,
  standing,
}: ProbeTargetSummary): string {
  if (!enabled) return 'put to rest';
  if (domainId !== null && domainState !== 'running') return `its domain is ${domainState ?? 'gone'}`;
  const [first] = failing;
  if (first === undefined) {
    const probes = `${probeCount} ${probeCount === 1 ? 'probe' : 'probes'}`;
    return standing === 'unknown'
      ? `${probes}, not all of them asked often enough to tell`
      : `${probes}, none of which fails`;
  }
  return `${first.probe}: ${first.sentence}${failing.length === 1 ? '' : ` And ${failing.length - 1} more.`}`;
}

const column = createColumnHelper<ProbeTargetSummary>();
export const TARGET_COLUMNS: Column<ProbeTargetSummary>[] = [
  column.accessor('name', {
    header: 'Service',
    enableSorting: false,
    enableHiding: false,
    meta: { width: 'minmax(150px, 1fr)' },
    cell: ({ row: { original } }) => <NameCell href={targetHref(original)} name={original.name} simulated={false} />,
  }),
  column.display({
    id: 'kind',
    header: 'Kind',
    meta: { width: '110px' },
    cell: ({ row: { original } }) => (
      <span className="flex items-center gap-1 text-xs">
        {original.domainId === null ? 'native' : 'domain'}
        {original.tiny ? <TinyLabel /> : null}
      </span>
    ),
  }),
  column.display({
    id: 'roles',
    header: 'Roles',
    meta: { width: '120px' },
    cell: ({ row: { original } }) => (
      <span className="flex gap-1">
        {original.roles.map((role) => (
          <RoleTag key={role} role={role} />
        ))}
      </span>
    ),
  }),
  column.display({
    id: 'vo',
    header: 'VO',
    meta: { width: '90px' },
    cell: ({ row: { original } }) => <VoTag vo={original.vo} />,
  }),
  column.display({
    id: 'standing',
    header: 'Now',
    meta: { width: '100px' },
    cell: ({ row: { original } }) => <StandingBadge standing={original.standing} plain />,
  }),
  column.display({
    id: 'words',
    header: 'What fails',
    meta: { width: 'minmax(220px, 3fr)' },
    cell: ({ row: { original } }) => (
      <span className="block truncate" title={failingWords(original)}>
        {failingWords(original)}
      </span>
    ),
  }),
  column.display({
    id: 'today',
    header: 'Today',
    meta: { width: '90px', align: 'end' },
    cell: ({ row: { original } }) => <span className="text-xs tabular-nums">{shareWords(original.today.share)}</span>,
  }),
  column.accessor('lastAt', {
    header: 'Asked',
    enableSorting: false,
    meta: { width: '110px', align: 'end' },
    cell: ({ row: { original } }) => <Age at={original.lastAt} className="text-xs text-muted" />,
  }),
];

export const targetPhoneRow = (target: ProbeTargetSummary) => (
  <div className="grid gap-0.5">
    <PhoneName href={targetHref(target)} name={target.name} simulated={false}>
      <StandingBadge standing={target.standing} plain />
    </PhoneName>
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
      {target.roles.map((role) => (
        <RoleTag key={role} role={role} />
      ))}
      {target.domainId === null ? <span>native</span> : null}
      {target.tiny ? <TinyLabel /> : null}
      <span>{failingWords(target)}</span>
    </div>
  </div>
);
