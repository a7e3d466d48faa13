'use client';
import { useState } from 'react';
import { Banner } from '@/components/ui/banner';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Scrolled } from '@/components/ui/scrolled';
import { Select } from '@/components/ui/select';
import { Duration } from '@/lib/site/schema/words';
import { durationSeconds, writeDuration } from '@/lib/site/schema/sizes';
import type { BatchQueue } from '@/lib/site/batch/batch-queue';
import { type StartSpan, whenCouldStart } from '@/lib/site/batch/when-could-start';
import { formatDuration, SECOND_MS } from '@/lib/utils/time';

/** A week, and the day after it: each window once, whichever day it is today. */
const DAYS = 8;
/** Of the report's own example; of a queue that ends its jobs sooner, what it lets them have. */
const FIRST_WALL = '3h';
const firstWall = (queue: BatchQueue | undefined): string =>
  queue?.maxWallSeconds === undefined || queue.maxWallSeconds >= durationSeconds(FIRST_WALL)
    ? FIRST_WALL
    : writeDuration(queue.maxWallSeconds);

interface CalendarProps {
  readonly queues: readonly BatchQueue[];
  readonly now: Date;
  /** Of the batch system's clock. */
  readonly zone: string;
  readonly onZone: (zone: string) => void;
}

/** When a job of some length could start, by the limits and windows of a queue. */
export function StartCalendar({ queues, now, zone, onZone }: CalendarProps) {
  const [name, setName] = useState(queues[0]?.name ?? '');
  const [typed, setTyped] = useState<string>();
  const queue = queues.find((each) => each.name === name) ?? queues[0];
  const wall = typed ?? firstWall(queue);
  const parsed = Duration.safeParse(wall);
  return (
    <section aria-label="When could a job start" className="max-w-4xl">
      <h2 className="text-base font-semibold">When could a job start?</h2>
      <p className="mb-3 text-sm text-muted">
        By limits and windows alone, in the next {DAYS} days. Whether a processor is free then is another question.
      </p>
      <div className="mb-3 grid gap-3 sm:grid-cols-3">
        <Field label="Queue">
          {(control) => (
            <Select
              {...control}
              value={queue?.name ?? ''}
              options={queues.map((each) => ({ value: each.name, label: labelOf(each) }))}
              onValueChange={setName}
              className="w-full"
            />
          )}
        </Field>
        <Field label="The job takes" error={parsed.success ? undefined : parsed.error.issues[0]?.message}>
          {(control) => <Input {...control} value={wall} onChange={(event) => setTyped(event.target.value.trim())} />}
        </Field>
        <Field label="Clock of the batch system">
          {(control) => (
            <Select {...control} value={zone} options={zoneOptions(zone)} onValueChange={onZone} className="w-full" />
          )}
        </Field>
      </div>
      {queue === undefined || !parsed.success ? null : (
        <Answer queue={queue} wallSeconds={durationSeconds(parsed.data)} now={now} zone={zone} />
      )}
    </section>
  );
}

function Answer({
  queue,
  wallSeconds,
  now,
  zone,
}: {
  readonly queue: BatchQueue;
  readonly wallSeconds: number;
  readonly now: Date;
  readonly zone: string;
}) {
  const { refused, starts } = whenCouldStart({ queue, wallSeconds, from: now, days: DAYS, timeZone: zone });
  if (refused !== undefined) return <Banner kind="warning">{refused}</Banner>;
  const [first] = starts;
  const format = inZone(zone);
  return (
    <>
      <output className="mb-2 block text-sm">{first === undefined ? '' : firstWords(first, now, format)}</output>
      <Scrolled label="When it may start">
        <table className="w-full text-left text-sm whitespace-nowrap tabular-nums">
          <thead>
            <tr className="text-xs text-muted">
              {[
                'It may start from',
                'until',
                'Started at once it ends',
                'and stands still for',
                'Not at all until',
              ].map((column) => (
                <th key={column} scope="col" className="border-b border-line px-2 py-1 font-medium">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {starts.map((span) => (
              <tr key={span.from.getTime()} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-2 py-1 font-normal">
                  {format.format(span.from)}
                </th>
                <td className="px-2 py-1">{format.format(span.until)}</td>
                <td className="px-2 py-1">
                  {span.endsAt === undefined ? 'not within a year' : format.format(span.endsAt)}
                </td>
                <td className="px-2 py-1">
                  {span.suspendedSeconds === undefined ? '–' : formatDuration(span.suspendedSeconds * SECOND_MS)}
                </td>
                <td className="px-2 py-1">
                  {span.wholeUntil === undefined ? 'always does' : format.format(span.wholeUntil)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  );
}

const labelOf = ({ name, vos, maxWallSeconds }: BatchQueue): string =>
  [
    name,
    vos.length === 0 ? 'of everybody' : `of ${vos.join(', ')}`,
    ...(maxWallSeconds === undefined ? [] : [`at most ${formatDuration(maxWallSeconds * SECOND_MS)}`]),
  ].join(', ');

function firstWords({ from, endsAt }: StartSpan, now: Date, format: Intl.DateTimeFormat): string {
  const start = from.getTime() <= now.getTime() ? 'At once' : `From ${format.format(from)} on`;
  return endsAt === undefined ? `${start}.` : `${start}; it would end at ${format.format(endsAt)}.`;
}

function zoneOptions(chosen: string): { readonly value: string; readonly label: string }[] {
  const names = new Set(['UTC', chosen, ...Intl.supportedValuesOf('timeZone')]);
  return [...names].map((value) => ({ value, label: value }));
}

const inZone = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
