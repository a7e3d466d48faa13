import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState } from '@/components/status/view-states';
import { Skeleton } from '@/components/ui/skeleton';

/** A heading with its action over what a query answers. */
export function TrustSection<Data>({
  title,
  lead,
  action,
  result,
  children,
}: {
  readonly title: string;
  readonly lead: string;
  readonly action: ReactNode;
  readonly result: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}) {
  return (
    <section aria-label={title} className="grid min-w-0 gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-base font-semibold">{title}</h2>
        {action}
      </div>
      <p className="max-w-prose text-sm text-muted">{lead}</p>
      {result.isPending ? (
        <Skeleton className="h-16" />
      ) : result.data === undefined ? (
        <ErrorState error={result.error} what={title.toLowerCase()} onRetry={() => void result.refetch()} />
      ) : (
        children(result.data)
      )}
    </section>
  );
}

/** @example countOf(2, 'image') // '2 images' */
export const countOf = (count: number, noun: string): string => `${count} ${count === 1 ? noun : `${noun}s`}`;
