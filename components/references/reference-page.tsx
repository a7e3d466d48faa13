'use client';
import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { referencesQuery } from '@/lib/client/queries/references';
import { type FigureGroup, groupFigures } from './group-figures';

/** The figures of 2006, as printed, each with its source. Hollow marks: not measured here. */
export function ReferencePage() {
  const { data, error, isPending, refetch } = useQuery(referencesQuery());
  const groups = groupFigures(data?.items ?? []);
  const compared = groups.filter((group) => group.figures.length > 1);
  const single = groups.filter((group) => group.figures.length === 1);
  return (
    <>
      <PageHeader title="References" meta="Figures of others, kept to compare with" />
      {isPending ? (
        <Skeleton className="h-64" />
      ) : data === undefined ? (
        <ErrorState error={error} what="the reference figures" onRetry={() => void refetch()} />
      ) : groups.length === 0 ? (
        <EmptyState icon={Scale} title="No reference figures">
          The figures of the 2006 report come with the first start of Gridbox.
        </EmptyState>
      ) : (
        <div className="grid gap-8">
          <p className="max-w-prose text-sm text-muted">
            A hollow mark is a figure of the report, printed in 2006 and not measured here. The report gives no
            intervals, so none are drawn.
          </p>
          {compared.map((group) => (
            <Compared key={`${group.metric} ${group.unit}`} group={group} />
          ))}
          {single.length === 0 ? null : <Singles groups={single} />}
        </div>
      )}
    </>
  );
}

function Compared({ group }: { readonly group: FigureGroup }) {
  return (
    <section aria-label={group.metric}>
      <h2 className="text-base font-semibold">
        {group.metric} <span className="text-sm font-normal text-muted">in {group.unit}</span>
      </h2>
      <p className="mb-2 text-xs text-muted">{group.source}</p>
      <table className="w-full max-w-3xl text-left text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">Configuration</th>
            <th scope="col">Mark on an axis from 0</th>
            <th scope="col">{group.metric}</th>
          </tr>
        </thead>
        <tbody>
          {group.figures.map((figure) => (
            <tr key={figure.id}>
              <th scope="row" className="w-44 py-1 pr-4 font-normal">
                {figure.configuration}
              </th>
              <td aria-hidden className="py-1">
                {figure.value === null || group.top === 0 ? null : (
                  <svg viewBox="0 0 400 20" className="h-5 w-full" preserveAspectRatio="none">
                    <line x1="6" y1="10" x2="394" y2="10" stroke="var(--line)" vectorEffect="non-scaling-stroke" />
                    <HollowMark x={6 + (figure.value / group.top) * 388} />
                  </svg>
                )}
              </td>
              <td className="w-32 py-1 pl-4 text-right tabular-nums">
                {figure.value === null ? 'not printed' : `${figure.value.toLocaleString('en-GB')} ${figure.unit}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A short upright stroke with nothing inside: stretched with the axis a circle would turn into an egg. */
function HollowMark({ x }: { readonly x: number }) {
  return (
    <rect
      x={x - 3}
      y="4"
      width="6"
      height="12"
      fill="var(--canvas)"
      stroke="var(--accent)"
      strokeWidth="1.5"
      vectorEffect="non-scaling-stroke"
    />
  );
}

function Singles({ groups }: { readonly groups: readonly FigureGroup[] }) {
  return (
    <section aria-label="Other figures">
      <h2 className="mb-2 text-base font-semibold">Other figures</h2>
      <table className="w-full max-w-3xl text-left text-sm">
        <thead>
          <tr className="text-xs text-muted">
            {['Figure', 'Of', 'Value', 'Source and note'].map((name) => (
              <th key={name} scope="col" className="border-b border-line py-1 pr-4 font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.flatMap(({ figures }) =>
            figures.map((figure) => (
              <tr key={figure.id}>
                <th scope="row" className="border-b border-line py-1.5 pr-4 font-normal">
                  {figure.metric}
                </th>
                <td className="border-b border-line py-1.5 pr-4">{figure.configuration}</td>
                <td className="border-b border-line py-1.5 pr-4 whitespace-nowrap tabular-nums">
                  {figure.value === null ? 'not printed' : `${figure.value.toLocaleString('en-GB')} ${figure.unit}`}
                </td>
                <td className="border-b border-line py-1.5 text-xs text-muted">
                  {figure.source}
                  {figure.note === null ? '' : `. ${figure.note}`}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </section>
  );
}
