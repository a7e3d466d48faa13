'use client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeftRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { ReadBefore } from '@/components/status/read-before';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { Dash } from '@/components/ui/dash';
import { formatPercent } from '@/components/ui/figures';
import { LinkButton } from '@/components/ui/link-button';
import { SimulatedLabel } from '@/components/ui/simulated-label';
import { Skeleton } from '@/components/ui/skeleton';
import { migrationCostQuery } from '@/lib/client/queries/migrations';
import type { MigrationCost } from '@/lib/contracts/migration-cost';
import { pages } from '@/lib/utils/paths';
import { formatDuration } from '@/lib/utils/time';
import { BenchmarkHeader } from '../benchmark-header';

type Group = MigrationCost['groups'][number];
type Estimate = NonNullable<Group['bands'][number]['durationMs']>;

/** What moving costs, by technology and by how fast the guest writes; and how far off the predictions were. */
export function MigrationCostPage() {
  const { data, error, isPending, refetch } = useQuery(migrationCostQuery());
  return (
    <>
      <BenchmarkHeader
        title="Migration cost"
        meta={
          data === undefined
            ? undefined
            : `From ${data.looked === 1 ? 'one migration' : `${data.looked} migrations`} that ended well`
        }
      />
      {data === undefined ? null : <ReadBefore error={error} onRetry={() => refetch()} className="mb-3" />}
      {isPending ? (
        <Skeleton className="h-64" />
      ) : data === undefined ? (
        <ErrorState error={error} what="what migrations cost" onRetry={() => void refetch()} />
      ) : data.groups.length === 0 ? (
        <EmptyState
          icon={ArrowLeftRight}
          title="Nothing has moved yet"
          action={<LinkButton href={pages.testbed()}>Open the testbed</LinkButton>}
        >
          Every migration is foretold before and measured after. With “Measure what it costs a program” in its dialog, a
          program in the guest tells what it lost as well.
        </EmptyState>
      ) : (
        <div className="grid gap-8">
          <p className="max-w-prose text-sm text-muted">
            Medians with their 95 % intervals. Downtime is by the guest’s own clock; work lost is what a program in the
            guest fell behind, as time.
            {data.cut ? ' Older migrations than these are left out.' : ''}
          </p>
          <Predictor groups={data.groups} />
          <Costs groups={data.groups} />
        </div>
      )}
    </>
  );
}

const HEAD = 'border-b border-line py-1 pr-4 font-medium';
const CELL = 'border-b border-line py-1.5 pr-4';

function Table({
  label,
  head,
  children,
}: {
  readonly label: string;
  readonly head: readonly string[];
  readonly children: ReactNode;
}) {
  return (
    // A scrolled area must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section tabIndex={0} aria-label={label} className="overflow-x-auto">
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="text-xs text-muted">
            {head.map((name) => (
              <th key={name} scope="col" className={HEAD}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** The error of the predictions, published: by how much, to which side, and how often the range held. */
function Predictor({ groups }: { readonly groups: readonly Group[] }) {
  const rows = groups.flatMap((group) => [
    { group, figure: 'Duration', found: group.duration },
    { group, figure: 'Downtime', found: group.downtime },
  ]);
  return (
    <section aria-labelledby="predictor">
      <h2 id="predictor" className="mb-2 text-base font-semibold">
        How far off the predictions were
      </h2>
      <Table
        label="Error of the predictions"
        head={['Moved by', 'Figure', 'Median error', 'Predicted by measured', 'Came within the range', 'From']}
      >
        {rows.map(({ group, figure, found }) => (
          <tr key={`${nameOf(group)} ${figure} ${group.simulated}`}>
            <th scope="row" className={`${CELL} font-normal`}>
              <Name group={group} />
            </th>
            <td className={CELL}>{figure}</td>
            {found === null ? (
              <td className={CELL} colSpan={4}>
                <span className="text-muted">none was both foretold and measured</span>
              </td>
            ) : (
              <>
                <td className={`${CELL} whitespace-nowrap tabular-nums`}>
                  <span className="font-medium">{formatPercent(found.error.value)}</span>{' '}
                  <Interval estimate={found.error} format={formatPercent} />
                </td>
                <td className={`${CELL} whitespace-nowrap tabular-nums`}>
                  {formatRatio(found.ratio.value)} <Interval estimate={found.ratio} format={formatRatio} />
                </td>
                <td className={`${CELL} tabular-nums`}>{formatPercent(found.within)}</td>
                <td className={`${CELL} tabular-nums`}>{found.count}</td>
              </>
            )}
          </tr>
        ))}
      </Table>
    </section>
  );
}

/** One row a band of dirty rates. */
function Costs({ groups }: { readonly groups: readonly Group[] }) {
  return (
    <section aria-labelledby="costs">
      <h2 id="costs" className="mb-2 text-base font-semibold">
        By how fast the guest wrote
      </h2>
      <Table label="Cost by dirty rate" head={['Moved by', 'Dirty rate', 'Duration', 'Downtime', 'Work lost', 'From']}>
        {groups.flatMap((group) =>
          group.bands.map((band) => (
            <tr key={`${nameOf(group)} ${group.simulated} ${band.fromMiB ?? 'unknown'}`}>
              <th scope="row" className={`${CELL} font-normal`}>
                <Name group={group} />
              </th>
              <td className={`${CELL} whitespace-nowrap`}>{bandWords(band)}</td>
              <td className={`${CELL} whitespace-nowrap tabular-nums`}>
                <Span estimate={band.durationMs} />
              </td>
              <td className={`${CELL} whitespace-nowrap tabular-nums`}>
                <Span estimate={band.downtimeMs} />
              </td>
              <td className={`${CELL} whitespace-nowrap tabular-nums`}>
                <Span estimate={band.lostMs} />
              </td>
              <td className={`${CELL} tabular-nums`}>{band.count}</td>
            </tr>
          )),
        )}
      </Table>
    </section>
  );
}

const nameOf = ({ technology, live }: Group): string => `${technology}, ${live ? 'live' : 'stop and copy'}`;

const Name = ({ group }: { readonly group: Group }) => (
  <span className="flex items-center gap-2 whitespace-nowrap">
    {nameOf(group)}
    {group.simulated ? <SimulatedLabel /> : null}
  </span>
);

function bandWords({ fromMiB, toMiB }: Group['bands'][number]): string {
  if (fromMiB === null) return 'not reported';
  if (toMiB === null) return `${fromMiB} MiB/s and more`;
  return `${fromMiB} to ${toMiB} MiB/s`;
}

const formatRatio = (ratio: number): string => `${ratio.toFixed(2)} ×`;

function Span({ estimate }: { readonly estimate: Estimate | null }) {
  if (estimate === null) return <Dash />;
  return (
    <>
      <span className="font-medium">{formatDuration(estimate.value)}</span>{' '}
      <Interval estimate={estimate} format={formatDuration} />
    </>
  );
}

/** One measurement has none: its own value twice would look like certainty. */
const Interval = ({
  estimate: { low, high },
  format,
}: {
  readonly estimate: Estimate;
  readonly format: (value: number) => string;
}) => (
  <span className="text-xs text-muted">{low === high ? 'no interval yet' : `${format(low)} to ${format(high)}`}</span>
);
