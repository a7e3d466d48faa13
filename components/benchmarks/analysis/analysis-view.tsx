import type { ReactNode } from 'react';
import { ReadBefore } from '@/components/status/read-before';
import { ErrorState } from '@/components/status/view-states';
import { Skeleton } from '@/components/ui/skeleton';

/** What `useQuery` gives of a read. */
interface Read<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly refetch: () => Promise<unknown>;
}

/** The states of a page that reckons: being read, failed, and what was read before while it is read again. */
export function AnalysisView<Data>({
  read: { data, error, refetch },
  what,
  children,
}: {
  readonly read: Read<Data>;
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}) {
  if (data === undefined && error === null)
    return (
      <output aria-label={`Loading ${what}`} className="grid gap-6 lg:grid-cols-2">
        <Skeleton className="h-64" />
        <Skeleton className="h-64" />
      </output>
    );
  if (data === undefined) return <ErrorState error={error} what={what} onRetry={() => void refetch()} />;
  return (
    <>
      <ReadBefore error={error} onRetry={() => refetch()} verb="drawn" className="mb-3" />
      {children(data)}
    </>
  );
}
