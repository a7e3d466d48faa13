'use client';
import { useQuery } from '@tanstack/react-query';
import { FilePlus2, Gauge } from 'lucide-react';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { ReadBefore } from '@/components/status/read-before';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { Switch } from '@/components/ui/checkbox';
import { LinkButton } from '@/components/ui/link-button';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { definitionsQuery } from '@/lib/client/queries/benchmark-definitions';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { Benchmark } from '@/lib/contracts/benchmarks';
import { pages } from '@/lib/utils/paths';
import { BenchmarkHeader } from '../benchmark-header';
import { placesWords } from './definition-words';
import { HostRule } from './host-rule';
import { OriginBadges } from './origin-badge';

/** Benchmarks that are offered: what they run, where, what they measure, and who wrote them. */
export function DefinitionList() {
  const [retired, setRetired] = useQueryState('retired', parseAsBoolean.withDefault(false));
  const result = useQuery(definitionsQuery(retired));
  const refused = useScopeRefusal('benchmarks:review');
  const write =
    refused === undefined ? (
      <LinkButton variant="primary" href={pages.newBenchmarkDefinition()}>
        <FilePlus2 aria-hidden />
        Write definition
      </LinkButton>
    ) : undefined;
  const items = result.data?.items ?? [];
  return (
    <>
      <BenchmarkHeader title="Benchmark definitions" actions={write} />
      <div className="grid gap-4">
        <HostRule />
        <div className="flex flex-wrap items-center justify-between gap-3">
          <Switch
            label="Show retired ones"
            checked={retired}
            onChange={(event) => void setRetired(event.target.checked ? true : null)}
          />
          {refused === undefined ? null : <p className="text-sm text-muted">{refused}</p>}
        </div>
        {result.data === undefined ? null : <ReadBefore error={result.error} onRetry={() => result.refetch()} />}
        {result.isPending ? (
          <Skeleton className="h-64" />
        ) : result.data === undefined ? (
          <ErrorState error={result.error} what="the definitions" onRetry={() => void result.refetch()} />
        ) : items.length === 0 ? (
          <EmptyState icon={Gauge} title="No benchmark is offered" action={write}>
            Those that come with Gridbox, and those that testbed managers write, are listed here.
          </EmptyState>
        ) : (
          <ul aria-label="Benchmarks" className="divide-y divide-line border-y border-line">
            {items.map((benchmark) => (
              <Row key={benchmark.id} benchmark={benchmark} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function Row({ benchmark }: { readonly benchmark: Benchmark }) {
  const { id, name, version, title, about, places, programs, metrics } = benchmark;
  return (
    <li className="grid min-w-0 gap-x-6 gap-y-1 py-3 md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="min-w-0">
        <h2 className="text-base font-medium">
          <TextLink href={pages.benchmarkDefinition(id)}>{title}</TextLink>
        </h2>
        <p className="flex flex-wrap items-center gap-x-3 text-xs text-muted">
          <code className="font-mono break-all">{name}</code>
          <span>version {version}</span>
          <OriginBadges benchmark={benchmark} />
        </p>
        <p className="mt-1 max-w-prose text-sm text-muted">{about}</p>
      </div>
      <dl className="grid min-w-0 grid-cols-[72px_1fr] content-start gap-x-3 gap-y-0.5 text-sm">
        <dt className="text-muted">Runs</dt>
        <dd className="min-w-0">{placesWords(places)}</dd>
        <dt className="text-muted">Needs</dt>
        <dd className="min-w-0 font-mono text-xs leading-5 break-words">{programs.join(', ')}</dd>
        <dt className="text-muted">Measures</dt>
        <dd className="min-w-0">{metrics.map((metric) => `${metric.title} (${metric.unit})`).join(', ')}</dd>
      </dl>
    </li>
  );
}
