'use client';
import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '@/components/status/view-states';
import { Skeleton } from '@/components/ui/skeleton';
import { InlineLink } from '@/components/ui/text-link';
import { useNow } from '@/components/ui/use-now';
import { testbedChangesQuery } from '@/lib/client/queries/past';
import type { TestbedChanges } from '@/lib/contracts/past';
import { pages } from '@/lib/utils/paths';
import { momentWords } from './moment-words';

/** More lines than this are no answer any more; nearer moments are. */
const SHOWN_MAX = 200;

/** What changed between two moments, in words. Whichever of them is the earlier comes first; undefined is now. */
export function ChangesList({ one, other }: { one: string; other: string | undefined }) {
  const turned = other !== undefined && Date.parse(other) < Date.parse(one);
  const since = turned ? other : one;
  const until = turned ? one : other;
  const query = useQuery(testbedChangesQuery(since, until));
  const from = useNow((now) => momentWords(Date.parse(since), now), '');
  const to = useNow((now) => (until === undefined ? 'now' : momentWords(Date.parse(until), now)), '');
  return (
    <section
      aria-labelledby="changes"
      aria-busy={query.isFetching}
      className="mb-4 rounded-lg border border-line bg-surface"
    >
      <h2 id="changes" className="px-3 pt-2 text-sm font-semibold">
        {from === to ? `What changed within ${from}` : `What changed between ${from} and ${to}`}
      </h2>
      <p className="px-3 text-xs text-muted">
        By what kind it is, hosts and moves first; the time is that of the last change of each. What is edited of a
        domain besides its size, roles and VO (its groups, its restart priority) is not recorded here: the audit has it.
      </p>
      {query.isError ? (
        <ErrorState error={query.error} what="what changed" onRetry={() => void query.refetch()} className="py-4" />
      ) : query.data === undefined ? (
        <output aria-label="Loading what changed" className="block p-3">
          <Skeleton className="h-5" />
        </output>
      ) : query.data.items.length === 0 ? (
        <p className="px-3 pt-1 pb-2 text-sm text-muted">
          Nothing is otherwise. What changed in between and back again is not listed.
        </p>
      ) : (
        <Items items={query.data.items} />
      )}
    </section>
  );
}

function Items({ items }: Pick<TestbedChanges, 'items'>) {
  return (
    // A scrolled area must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ul aria-label="Changes" tabIndex={0} className="max-h-64 overflow-y-auto px-3 pt-1 pb-2 text-sm">
      {items.slice(0, SHOWN_MAX).map((item) => (
        <li key={`${item.id} ${item.words}`} className="flex flex-wrap items-baseline gap-x-3 py-0.5">
          <span className="min-w-0 grow break-words">
            <Name item={item} /> {item.words}
            {item.operationId === null ? null : (
              <>
                {' '}
                (<InlineLink href={pages.migration(item.operationId)}>its migration</InlineLink>
                {item.planId === null ? null : (
                  <>
                    , of <InlineLink href={pages.plan(item.planId)}>a plan</InlineLink>
                  </>
                )}
                )
              </>
            )}
          </span>
          <When at={item.lastChangedAt} />
        </li>
      ))}
      {items.length <= SHOWN_MAX ? null : (
        <li className="py-0.5 text-muted">and {items.length - SHOWN_MAX} more: choose moments nearer to each other</li>
      )}
    </ul>
  );
}

/** What was removed has no page any more. */
function Name({ item }: { item: TestbedChanges['items'][number] }) {
  if (!item.stillThere) return <span className="font-medium">{item.name}</span>;
  return (
    <InlineLink href={item.subject === 'host' ? pages.host(item.id) : pages.domain(item.id)}>{item.name}</InlineLink>
  );
}

function When({ at }: { at: string }) {
  const words = useNow((now) => momentWords(Date.parse(at), now), '');
  return (
    <time dateTime={at} title="Last change of it in between" className="shrink-0 text-xs text-muted">
      {words}
    </time>
  );
}
