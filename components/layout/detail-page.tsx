'use client';
import type { ReactNode } from 'react';
import { ReadBefore } from '@/components/status/read-before';
import { ErrorState, isNoSuchThing } from '@/components/status/view-states';
import { Skeleton } from '@/components/ui/skeleton';

/** What a query for one thing gives, whichever noun it reads; a `UseQueryResult` fits. */
interface DetailResult<Thing> {
  readonly data: Thing | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
}

/**
 * The frame of a page about one thing. It shows what stands for the page until the thing is there (skeleton, not found,
 * forbidden, failed); then it leaves the page to `children`, under a note while a later read fails.
 */
export function DetailPage<Thing>({
  result,
  what,
  back,
  children,
}: {
  readonly result: DetailResult<Thing>;
  /** What could not be read, as in "Could not read this host". */
  readonly what: string;
  /** Where all of them are, for whoever has come to none. */
  readonly back?: { readonly href: string; readonly label: string } | undefined;
  readonly children: (thing: Thing) => ReactNode;
}) {
  if (result.isPending) return <DetailSkeleton />;
  if (result.data === undefined) {
    // What is not there, or is somebody else's, is not there at the second try either.
    const isNone = isNoSuchThing(result.error);
    const onRetry = isNone ? undefined : () => void result.refetch();
    return <ErrorState asPage error={result.error} what={what} onRetry={onRetry} back={isNone ? back : undefined} />;
  }
  return (
    <>
      <ReadBefore error={result.error} onRetry={() => result.refetch()} className="mb-3" />
      {children(result.data)}
    </>
  );
}

/** In the shape of what comes: header, tabs, facts, charts. */
function DetailSkeleton() {
  return (
    <div aria-busy="true">
      <output className="sr-only">Loading</output>
      <Skeleton className="mb-4 h-7 w-64" />
      <Skeleton className="mb-4 h-9 w-full" />
      <div className="grid gap-6 lg:grid-cols-3">
        <Skeleton className="h-36" />
        <Skeleton className="h-36" />
        <Skeleton className="h-36" />
      </div>
    </div>
  );
}
