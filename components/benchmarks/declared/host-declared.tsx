'use client';
import { useQuery } from '@tanstack/react-query';
import { ReadBefore } from '@/components/status/read-before';
import { ErrorState } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Skeleton } from '@/components/ui/skeleton';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import { declaredFiguresQuery } from '@/lib/client/queries/benchmarks';
import type { DeclaredFigure } from '@/lib/contracts/drift';
import { pages } from '@/lib/utils/paths';
import { DriftBadge } from '../drift-look';
import { formatFigure, formatInterval } from '@/lib/utils/figures';
import { RunBenchmarkButton } from '../run-dialog/run-benchmark-button';
import { RunCautions } from '../run-look';

/** What a host is declared to do: the accepted figures, by whom, and whether later runs still agree. */
export function HostDeclared({ hostId }: { readonly hostId: string }) {
  const result = useQuery(declaredFiguresQuery(hostId));
  return (
    <section aria-label="Declared capacity">
      <h2 className="mb-2 text-base font-semibold">Declared capacity</h2>
      {result.isPending ? (
        <output aria-label="Loading the declared figures">
          <Skeleton className="h-16 max-w-3xl" />
        </output>
      ) : result.data === undefined ? (
        <ErrorState error={result.error} what="the declared figures" onRetry={() => void result.refetch()} />
      ) : (
        <>
          <ReadBefore error={result.error} onRetry={() => result.refetch()} className="mb-2" />
          <Figures figures={result.data.items} />
        </>
      )}
    </section>
  );
}

function Figures({ figures }: { readonly figures: readonly DeclaredFigure[] }) {
  if (figures.length === 0)
    return (
      <div className="grid justify-items-start gap-2">
        <p className="text-sm text-muted">
          No figure of this host has been accepted. Run a benchmark and propose it: accepted by a testbed manager, its
          figures stand here.
        </p>
        <RunBenchmarkButton look="small" />
      </div>
    );
  return (
    <ul className="grid max-w-5xl divide-y divide-line">
      {figures.map((figure) => (
        <li
          key={`${figure.runId} ${figure.metric.name}`}
          className="grid gap-x-6 gap-y-0.5 py-2 text-sm sm:grid-cols-[2fr_2fr_2fr]"
        >
          <div className="min-w-0">
            <TextLink href={pages.benchmarkRun(figure.runId)} className="font-medium">
              {figure.title}: {figure.metric.title}
            </TextLink>
            <p className="text-xs break-words text-muted">
              {figure.ends}, {figure.technology}
              {figure.guests > 1 ? `, ${figure.guests} at once` : ''}
              {parameterWords(figure)}
            </p>
          </div>
          <div className="min-w-0">
            <span className="font-medium tabular-nums">{formatFigure(figure.estimate.value, figure.metric.unit)}</span>
            <p className="text-xs text-muted tabular-nums">
              {formatInterval(figure.estimate)}, {figure.samples} {figure.samples === 1 ? 'repeat' : 'repeats'}
            </p>
            <RunCautions run={figure} plain />
          </div>
          <div className="min-w-0 text-xs text-muted">
            <p>
              Measured <Age at={figure.measuredAt} />, accepted by {figure.acceptedByName}{' '}
              <Age at={figure.acceptedAt} />
            </p>
            {figure.drift === null ? (
              <p>No later run like it</p>
            ) : (
              <p>
                <DriftBadge drift={figure.drift} plain />{' '}
                <InlineLink href={pages.benchmarkRun(figure.drift.runId)}>the newest run like it</InlineLink>
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

const parameterWords = ({ parameters }: DeclaredFigure): string => {
  const words = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return words.length === 0 ? '' : `, ${words.join(', ')}`;
};
