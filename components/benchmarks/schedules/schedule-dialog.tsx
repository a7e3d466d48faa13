'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sentenceInWords } from '@/components/form/field-words';
import { SubmitError } from '@/components/form/submit-error';
import { ErrorState } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { createSchedule, updateSchedule } from '@/lib/client/mutations/schedules';
import { benchmarksQuery } from '@/lib/client/queries/benchmarks';
import type { Benchmark } from '@/lib/contracts/benchmarks';
import type { BenchmarkSchedule } from '@/lib/contracts/schedules';
import { type BenchmarkPlace, placesOf } from '@/lib/domain/benchmark';
import { RunFields } from '../run-dialog/run-fields';
import { useFindEnds } from '../run-dialog/use-find-ends';
import { ownZone } from './next-times';
import {
  emptySchedule,
  type ScheduleProblems,
  type ScheduleWish,
  toScheduleBody,
  wishOfSchedule,
} from './schedule-wish';
import { LimitFields, TriggerFields } from './trigger-fields';

const LONGEST_NAME = 63;

/** Makes a schedule, or changes one. */
export function ScheduleDialog({
  schedule,
  onClose,
}: {
  readonly schedule: BenchmarkSchedule | undefined;
  readonly onClose: () => void;
}) {
  const offered = useQuery(benchmarksQuery());
  const [wish, setWish] = useState<ScheduleWish>(() =>
    schedule === undefined ? emptySchedule(ownZone()) : wishOfSchedule(schedule, ownZone()),
  );
  const [problems, setProblems] = useState<ScheduleProblems>({});
  const create = useMutation(createSchedule());
  const update = useMutation(updateSchedule());
  const find = useFindEnds();
  const items = offered.data?.items ?? [];
  const benchmark = items.find((each) => each.name === wish.run.benchmark) ?? items[0];
  const places = benchmark === undefined ? [] : placesOf(benchmark);
  const place = places.find((each) => each === wish.run.place) ?? places[0];
  const failed = find.error ?? create.error ?? update.error;

  const submit = (form: HTMLFormElement): void => {
    if (benchmark === undefined || place === undefined) return;
    find.mutate(
      { wish: wish.run, place },
      {
        onSuccess: (run) => {
          if (send({ ...wish, run }, benchmark, place)) return;
          // Once the problems are drawn: the first may stand far above what one sees.
          requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus());
        },
      },
    );
  };
  /** @returns whether it was whole enough to be sent. */
  const send = (found: ScheduleWish, benchmark: Benchmark, place: BenchmarkPlace): boolean => {
    const made = toScheduleBody(found, benchmark, place, new Date());
    setProblems('problems' in made ? made.problems : {});
    if ('problems' in made) return false;
    const { body } = made;
    const onSuccess = (saved: BenchmarkSchedule): void => {
      toast.done(schedule === undefined ? `${saved.name} is set up` : `${saved.name} was changed`);
      onClose();
    };
    if (schedule === undefined) create.mutate(body, { onSuccess });
    else update.mutate({ id: schedule.id, version: schedule.version, body }, { onSuccess });
    return true;
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      size="lg"
      title={schedule === undefined ? 'Add a schedule' : `Edit ${schedule.name}`}
      description="Its runs go by your account and what it may do; should you lose that, the schedule is paused."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="schedule"
            variant="primary"
            pending={find.isPending || create.isPending || update.isPending}
            disabledReason={benchmark === undefined ? 'No benchmark is offered.' : undefined}
          >
            {schedule === undefined ? 'Add schedule' : 'Save'}
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
          id="schedule"
          noValidate
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            submit(event.currentTarget);
          }}
        >
          <Field label="Name" error={problems['name']}>
            {(control) => (
              <Input
                {...control}
                className="max-w-md"
                autoComplete="off"
                maxLength={LONGEST_NAME}
                placeholder="Nightly CPU loop"
                value={wish.name}
                onChange={(event) => setWish((old) => ({ ...old, name: event.target.value }))}
              />
            )}
          </Field>
          <TriggerFields
            wish={wish}
            problems={problems}
            onChange={(change) => setWish((old) => ({ ...old, ...change }))}
          />
          <RunFields
            offered={items}
            benchmark={benchmark}
            place={place}
            wish={wish.run}
            problems={problems}
            onChange={(change) => setWish((old) => ({ ...old, run: { ...old.run, ...change } }))}
          />
          <LimitFields
            wish={wish}
            problems={problems}
            onChange={(change) => setWish((old) => ({ ...old, ...change }))}
          />
          <SubmitError sentence={failed === null ? undefined : sentenceInWords(failed)} />
        </form>
      )}
    </Dialog>
  );
}
