'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsInteger, useQueryStates } from 'nuqs';
import { ErrorState } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { cn } from '@/components/ui/cn';
import { Field } from '@/components/ui/field';
import { Scrolled } from '@/components/ui/scrolled';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { PAGE_SIZE_MAX } from '@/lib/contracts/common';
import { siteRevisionQuery, siteRevisionsQuery } from '@/lib/client/queries/sites';
import type { Site, SiteRevision, SiteRevisionText } from '@/lib/contracts/sites';

/** How the file came to be as it is, and what is otherwise in two of its revisions. */
export function SiteRevisions({ site }: { readonly site: Site }) {
  const result = useQuery(siteRevisionsQuery(site.id, { pageSize: PAGE_SIZE_MAX }));
  if (result.isError && result.data === undefined)
    return <ErrorState error={result.error} what="the revisions" onRetry={() => void result.refetch()} />;
  if (result.data === undefined) return <Skeleton className="h-40" />;
  const { items, total } = result.data;
  return (
    <div className="grid gap-6">
      <ol aria-label="Revisions, newest first" className="max-w-3xl divide-y divide-line border-y border-line">
        {items.map((revision) => (
          <li key={revision.number} className="flex flex-wrap items-baseline gap-x-3 py-2 text-sm">
            <strong className="font-medium">Revision {revision.number}</strong>
            <span className="text-muted">
              by {revision.madeByName} <Age at={revision.createdAt} />
            </span>
            {revision.reason === null ? null : <span className="min-w-0 break-words">{revision.reason}</span>}
          </li>
        ))}
      </ol>
      {total > items.length ? (
        <p className="text-sm text-muted">{total - items.length} earlier ones are not listed.</p>
      ) : null}
      {items.length < 2 ? null : <Compared site={site} revisions={items} />}
    </div>
  );
}

function Compared({ site, revisions }: { readonly site: Site; readonly revisions: readonly SiteRevision[] }) {
  const [chosen, set] = useQueryStates({ revision: parseAsInteger, against: parseAsInteger });
  const numbers = revisions.map(({ number }) => number);
  const known = (number: number | null, otherwise: number | undefined): number =>
    number !== null && numbers.includes(number) ? number : (otherwise ?? 1);
  const revision = known(chosen.revision, numbers[0]);
  const against = known(chosen.against, numbers.find((number) => number < revision) ?? numbers.at(-1));
  const result = useQuery(siteRevisionQuery(site.id, revision, against));
  const options = numbers.map((number) => ({ value: String(number), label: `Revision ${number}` }));
  return (
    <section aria-label="What is otherwise">
      <h2 className="mb-2 text-base font-semibold">What is otherwise</h2>
      <div className="mb-3 flex flex-wrap gap-3">
        <Field label="In">
          {(control) => (
            <Select
              {...control}
              options={options}
              value={String(revision)}
              onValueChange={(value) => void set({ revision: Number(value) })}
            />
          )}
        </Field>
        <Field label="Than in">
          {(control) => (
            <Select
              {...control}
              options={options}
              value={String(against)}
              onValueChange={(value) => void set({ against: Number(value) })}
            />
          )}
        </Field>
      </div>
      {result.isError ? (
        <ErrorState error={result.error} what="the difference" onRetry={() => void result.refetch()} />
      ) : result.data === undefined ? (
        <Skeleton className="h-40" />
      ) : (
        <Lines text={result.data} />
      )}
    </section>
  );
}

/** So many lines are shown around each that differs. */
const AROUND = 3;
const SIGNS = { same: ' ', added: '+', removed: '−' } as const;
const WORDS = { same: '', added: 'added: ', removed: 'taken away: ' } as const;
const LOOKS = { same: 'text-muted', added: 'bg-running/12', removed: 'bg-trouble/12' } as const;

function Lines({ text: { lines, number, against } }: { readonly text: SiteRevisionText }) {
  const differs = lines.flatMap(({ kind }, index) => (kind === 'same' ? [] : [index]));
  if (differs.length === 0) return <p className="text-sm text-muted">Nothing is.</p>;
  const shown = lines.map((_, index) => differs.some((each) => Math.abs(each - index) <= AROUND));
  return (
    <Scrolled label={`Revision ${number} against ${against ?? ''}`} className="max-w-5xl">
      <ol className="min-w-max font-mono text-xs leading-5">
        {lines.map(({ kind, text }, index) =>
          shown[index] === true ? (
            // Lines have no name but their place: two texts never change.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index} className={cn('flex gap-2 px-2 whitespace-pre', LOOKS[kind])}>
              <span aria-hidden className="w-3 shrink-0 select-none">
                {SIGNS[kind]}
              </span>
              <span>
                {kind === 'same' ? null : <span className="sr-only">{WORDS[kind]}</span>}
                {text}
              </span>
            </li>
          ) : shown[index - 1] === true ? (
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index} className="px-2 text-faint">
              …
            </li>
          ) : null,
        )}
      </ol>
    </Scrolled>
  );
}
