'use client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { ErrorState } from '@/components/status/view-states';
import { eventsQuery } from '@/lib/client/queries/events';
import { operationsQuery } from '@/lib/client/queries/operations';
import type { DomainId, HostId } from '@/lib/domain/ids';
import { pages } from '@/lib/utils/paths';
import { describeEvent } from './describe-event';
import { OperationBadge } from './operation-look';

/** One of the two. */
type Subject = { readonly domain: DomainId } | { readonly host: HostId };
/** Newest ones; the full lists have the rest. */
const SHOWN = 20;

/** What was asked of a domain or host, and what happened to it. */
export function SubjectHistory({ subject }: { readonly subject: Subject }) {
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
      <SubjectOperations subject={subject} />
      <SubjectEvents subject={subject} />
    </div>
  );
}

/** Operations on a domain or host, newest first. */
function SubjectOperations({ subject }: { readonly subject: Subject }) {
  const query = useQuery(operationsQuery({ ...subject, pageSize: SHOWN }));
  return (
    <section aria-label="Operations">
      <h2 className="mb-2 text-base font-semibold">Operations</h2>
      <Listing query={query} what="the operations" empty="Nothing has been asked of it yet.">
        {query.data?.items.map((operation) => (
          <li key={operation.id} className="grid grid-cols-[1fr_auto] gap-x-3 py-1.5 text-sm">
            <TextLink href={pages.operation(operation.id)} className="min-w-0 truncate">
              {operation.title}
            </TextLink>
            <Age at={operation.createdAt} className="text-xs text-muted" />
            <span className="col-span-2 flex flex-wrap items-center gap-x-2 text-xs text-muted">
              <OperationBadge operation={operation} plain />
              <span>by {operation.actorName}</span>
              {operation.waitingFor === null ? null : <span>{operation.waitingFor}</span>}
              {operation.error === null ? null : <span className="text-trouble">{operation.error.message}</span>}
            </span>
          </li>
        ))}
      </Listing>
    </section>
  );
}

/** What happened to a domain or host, newest first. */
function SubjectEvents({ subject }: { readonly subject: Subject }) {
  const query = useQuery(eventsQuery({ ...subject, pageSize: SHOWN }));
  return (
    <section aria-label="Events">
      <h2 className="mb-2 text-base font-semibold">Events</h2>
      <Listing query={query} what="the events" empty="Nothing has happened since Gridbox knows it.">
        {query.data?.items.map((event) => (
          <li key={event.sequence} className="grid grid-cols-[1fr_auto] gap-x-3 py-1 text-sm">
            <span className="min-w-0 break-words">{describeEvent(event.body)}</span>
            <Age at={event.at} className="text-xs text-muted" />
          </li>
        ))}
      </Listing>
    </section>
  );
}

function Listing({
  query,
  what,
  empty,
  children,
}: {
  readonly query: {
    readonly data: { readonly items: readonly unknown[]; readonly total: number } | undefined;
    readonly isPending: boolean;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  readonly what: string;
  readonly empty: string;
  readonly children: ReactNode;
}) {
  if (query.isPending) return <Skeleton className="h-24" />;
  if (query.data === undefined)
    return <ErrorState error={query.error} what={what} onRetry={() => query.refetch()} className="py-4" />;
  if (query.data.items.length === 0) return <p className="text-sm text-muted">{empty}</p>;
  return (
    <>
      <ul className="divide-y divide-line">{children}</ul>
      {query.data.total > query.data.items.length ? (
        <p className="mt-1 text-xs text-muted">
          The newest {query.data.items.length} of {query.data.total}.
        </p>
      ) : null}
      {query.error === null ? null : (
        <p className="mt-1 text-xs text-stale">
          Could not be read again; this was read before.{' '}
          <Button size="sm" variant="ghost" onClick={() => query.refetch()}>
            Try again
          </Button>
        </p>
      )}
    </>
  );
}
