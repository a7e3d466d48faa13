'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ErrorState } from '@/components/status/view-states';
import { Skeleton } from '@/components/ui/skeleton';
import { buildLogQuery } from '@/lib/client/queries/images';

/** So near to its end, counting what one answer adds, the log follows; further up somebody reads. */
const FOLLOWS_WITHIN_PX = 400;

/** What a build says, while it says it. */
export function BuildLogView({ operationId }: { readonly operationId: string }) {
  const result = useQuery(buildLogQuery(operationId));
  const end = useRef<HTMLElement>(null);
  const lines = result.data?.lines;
  // Outside of React: where the log is scrolled to.
  useEffect(() => {
    const box = end.current;
    if (lines !== undefined && box !== null && box.scrollHeight - box.scrollTop - box.clientHeight < FOLLOWS_WITHIN_PX)
      box.scrollTop = box.scrollHeight;
  }, [lines]);
  if (result.isPending) return <Skeleton className="h-48" />;
  if (result.data === undefined)
    return <ErrorState error={result.error} what="the log" onRetry={() => void result.refetch()} />;
  const { total, leftOut, finished } = result.data;
  if (total === 0)
    return (
      <p className="text-sm text-muted">{finished ? 'It has said nothing.' : 'Nothing yet: no agent has begun it.'}</p>
    );
  return (
    <div className="grid min-w-0 gap-1">
      {/* A scrolled area must be reachable by keyboard. */}
      <section
        ref={end}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above
        tabIndex={0}
        aria-label="Log of the build"
        className="max-h-96 overflow-auto rounded-md border border-line bg-sunken"
      >
        <pre className="p-3 font-mono text-xs leading-5">
          {result.data.lines.map(({ text }) => `${text}\n`).join('')}
        </pre>
      </section>
      <p className="text-xs text-muted">
        {total.toLocaleString('en')} {total === 1 ? 'line' : 'lines'}
        {total > result.data.lines.length ? `, the last ${result.data.lines.length.toLocaleString('en')} shown` : ''}
        {leftOut > 0 ? `; ${leftOut.toLocaleString('en')} more were too many and are not kept` : ''}
        {finished ? '.' : '; it goes on.'}
      </p>
    </div>
  );
}
