'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { sentenceInWords } from '@/components/form/field-words';
import { SubmitError } from '@/components/form/submit-error';
import { ErrorState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Skeleton } from '@/components/ui/skeleton';
import { newIdempotencyKey } from '@/lib/client/idempotency-key';
import { rememberOwnOperation } from '@/lib/client/live/own-operations';
import { runBenchmark } from '@/lib/client/mutations/benchmarks';
import { benchmarksQuery } from '@/lib/client/queries/benchmarks';
import type { Benchmark } from '@/lib/contracts/benchmarks';
import { type BenchmarkPlace, placesOf } from '@/lib/domain/benchmark';
import { pages } from '@/lib/utils/paths';
import { RunFields } from './run-fields';
import { EMPTY_WISH, problemsAfter, type RunWish, type RunWishProblems, toRunBody } from './run-wish';
import { useFindEnds } from './use-find-ends';

/** Choose a benchmark, where it runs and how often; then its run's page. */
export function RunBenchmarkDialog({
  wish: first = EMPTY_WISH,
  onClose,
}: {
  readonly wish?: RunWish | undefined;
  readonly onClose: () => void;
}) {
  const router = useRouter();
  const offered = useQuery(benchmarksQuery());
  const [wish, setWish] = useState(first);
  const [problems, setProblems] = useState<RunWishProblems>({});
  // Sent again after no answer came, the same wish keeps its key and stays one run; a changed wish is a new one.
  const [sent, setSent] = useState({ text: '', key: '' });
  const run = useMutation(runBenchmark());
  const find = useFindEnds();
  const failed = find.error ?? run.error;
  const items = offered.data?.items ?? [];
  const benchmark = items.find((each) => each.name === wish.benchmark) ?? items[0];
  const places = benchmark === undefined ? [] : placesOf(benchmark);
  const place = places.find((each) => each === wish.place) ?? places[0];

  const submit = (form: HTMLFormElement): void => {
    if (benchmark === undefined || place === undefined) return;
    find.mutate({ wish, place }, { onSuccess: (found) => send(found, benchmark, place, form) });
  };
  const send = (found: RunWish, benchmark: Benchmark, place: BenchmarkPlace, form: HTMLFormElement): void => {
    const made = toRunBody(found, benchmark, place);
    setProblems('problems' in made ? made.problems : {});
    if ('problems' in made) {
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus());
      return;
    }
    const text = JSON.stringify([benchmark.id, made.body]);
    const key = text === sent.text ? sent.key : newIdempotencyKey();
    setSent({ text, key });
    run.mutate(
      { id: benchmark.id, idempotencyKey: key, body: made.body },
      {
        onSuccess: ({ operation }) => {
          rememberOwnOperation(operation.id);
          onClose();
          router.push(pages.benchmarkRun(operation.id));
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="lg"
      title="Run a benchmark"
      description="It runs for real, alone on its hosts, and every repeat is kept with what the program wrote."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="run-benchmark"
            variant="primary"
            pending={find.isPending || run.isPending}
            disabledReason={benchmark === undefined ? 'No benchmark is offered.' : undefined}
          >
            Run
          </Button>
        </>
      }
    >
      {offered.isPending ? (
        <output aria-label="Loading the benchmarks" className="grid gap-3">
          <Skeleton className="h-9" />
          <Skeleton className="h-24" />
        </output>
      ) : benchmark === undefined || place === undefined ? (
        <ErrorState error={offered.error} what="the benchmarks" onRetry={() => void offered.refetch()} />
      ) : (
        <form
          id="run-benchmark"
          noValidate
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            submit(event.currentTarget);
          }}
        >
          <RunFields
            offered={items}
            benchmark={benchmark}
            place={place}
            wish={wish}
            problems={problems}
            onChange={(change) => {
              setWish((old) => ({ ...old, ...change }));
              setProblems((old) => problemsAfter(old, change));
            }}
          />
          <SubmitError sentence={failed === null ? undefined : sentenceInWords(failed)} />
        </form>
      )}
    </Dialog>
  );
}
