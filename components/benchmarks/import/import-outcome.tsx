'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SubmitError } from '@/components/form/submit-error';
import { errorSentence, ErrorState } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { createImport } from '@/lib/client/mutations/benchmark-imports';
import type { CreateImport, ImportPreview } from '@/lib/contracts/benchmark-imports';
import { pages } from '@/lib/utils/paths';
import { ProblemList } from './problem-list';
import { ResultTable } from './result-table';

/** What would be imported, or what stands against it; and the button that does it. */
export function ImportOutcome({
  result,
  current,
  body,
  onImported,
}: {
  readonly result: {
    readonly data: ImportPreview | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  /** The answer on screen belongs to what is chosen now. */
  readonly current: boolean;
  readonly body: z.input<typeof CreateImport>;
  readonly onImported?: () => void;
}) {
  const router = useRouter();
  const create = useMutation(createImport());
  const { data } = result;
  if (data === undefined)
    return result.error === null ? (
      <Skeleton className="h-40" />
    ) : (
      <ErrorState error={result.error} what="this file" onRetry={() => void result.refetch()} />
    );
  const { problemCount, duplicateOf, resultCount, sampleCount } = data;
  return (
    <section aria-label="What is imported" aria-busy={!current} className="grid min-w-0 gap-3">
      <h2 className="text-base font-semibold">What is imported</h2>
      {duplicateOf === null ? null : (
        <Banner kind="warning">
          It is imported already: as{' '}
          <TextLink href={pages.benchmarkImport(duplicateOf.id)}>{duplicateOf.fileName}</TextLink>, by{' '}
          {duplicateOf.importedByName} <Age at={duplicateOf.importedAt} />. Twice its figures would count twice.
        </Banner>
      )}
      {problemCount > 0 ? (
        <ProblemList problems={data.problems} count={problemCount} />
      ) : (
        <>
          <p className="text-sm">
            {count(resultCount, 'measurement', 'measurements')} with {count(sampleCount, 'sample', 'samples')}.
            {data.leftOut.length === 0 ? null : (
              <span className="text-muted"> Left out: {data.leftOut.join('; ')}.</span>
            )}
          </p>
          {data.unknownHosts.length === 0 ? null : (
            <p className="text-sm text-muted">
              Gridbox knows no host named {namesOf(data.unknownHosts)}: such figures are kept under that name, and can
              be compared, but stand on no page of a host.
            </p>
          )}
          <ResultTable results={data.results} label="First measurements" />
          {resultCount > data.results.length ? (
            <p className="text-xs text-muted">The first {data.results.length} are shown.</p>
          ) : null}
        </>
      )}
      <SubmitError sentence={create.error === null ? undefined : errorSentence(create.error)} />
      <div>
        <Button
          variant="primary"
          pending={create.isPending}
          disabledReason={refusal(data, current)}
          onClick={() =>
            create.mutate(body, {
              onSuccess: ({ id }) => {
                onImported?.();
                router.push(pages.benchmarkImport(id));
              },
            })
          }
        >
          Import {problemCount > 0 ? 'all' : count(resultCount, 'measurement', 'measurements')}
        </Button>
      </div>
    </section>
  );
}

function refusal({ problemCount, duplicateOf, resultCount }: ImportPreview, current: boolean): string | undefined {
  if (!current) return 'The file is being read.';
  if (problemCount > 0) return 'There are problems; nothing is imported while there are any.';
  if (duplicateOf !== null) return 'It is imported already.';
  return resultCount === 0 ? 'There is nothing to import.' : undefined;
}

const NAMES_SHOWN = 3;
/** @example namesOf(['a', 'b', 'c', 'd', 'e']) // 'a, b, c or 2 others' */
function namesOf(names: readonly string[]): string {
  const shown = names.length > NAMES_SHOWN + 1 ? names.slice(0, NAMES_SHOWN) : names;
  const more = names.length - shown.length;
  const last = more > 0 ? `${more.toLocaleString('en-GB')} others` : shown.at(-1);
  const before = more > 0 ? shown : shown.slice(0, -1);
  return before.length === 0 ? (last ?? '') : `${before.join(', ')} or ${last}`;
}

const count = (number: number, one: string, many: string): string =>
  `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`;
