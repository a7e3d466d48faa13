'use client';
import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { EmptyState, ErrorState } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { siteRunsQuery } from '@/lib/client/queries/sites';
import { PAGE_SIZE_MAX } from '@/lib/contracts/common';
import type { Site } from '@/lib/contracts/sites';
import { RUN_KIND_WORDS } from '@/lib/domain/site-run';
import { pages } from '@/lib/utils/paths';
import { doneWords, RunBadge } from './run-look';

/** What was applied and destroyed of a site. */
export function SiteRuns({ site }: { readonly site: Site }) {
  const result = useQuery(siteRunsQuery(site.id, { pageSize: PAGE_SIZE_MAX }));
  if (result.isError && result.data === undefined)
    return <ErrorState error={result.error} what="the runs" onRetry={() => void result.refetch()} />;
  if (result.data === undefined) return <Skeleton className="h-40" />;
  const { items, total } = result.data;
  if (items.length === 0)
    return (
      <EmptyState icon={History} title="Not applied yet">
        Applied, a plan makes the testbed as the file says; destroyed, all that was made goes, and is looked for again.
        Each time is kept here with its steps and what was found.
      </EmptyState>
    );
  return (
    <>
      <ol aria-label="Runs, newest first" className="max-w-3xl divide-y divide-line border-y border-line">
        {items.map((run) => (
          <li key={run.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
            <RunBadge run={run} />
            <TextLink href={pages.siteRun(run.id)}>
              {RUN_KIND_WORDS[run.kind]} revision {run.revision}
            </TextLink>
            <span className="text-muted">
              {doneWords(run)}
              {run.clean === null ? '' : run.clean ? ', proved clean' : ', not clean'}; by {run.madeByName}{' '}
              <Age at={run.startedAt} />
            </span>
          </li>
        ))}
      </ol>
      {total > items.length ? (
        <p className="mt-2 text-sm text-muted">{total - items.length} earlier ones are not listed.</p>
      ) : null}
    </>
  );
}
