'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, GitCompareArrows, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { errorSentence } from '@/components/status/view-states';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { useNow } from '@/components/ui/use-now';
import { timelineQuery } from '@/lib/client/queries/past';
import type { PastTestbed, Timeline } from '@/lib/contracts/past';
import { MomentField } from './moment-field';
import { MomentSlider } from './moment-slider';
import { momentWords, type SpanName, spanHolding, SPANS } from './moment-words';
import type { Moments } from './use-moments';

/** How far before the moment the one to compare with is put at first: a quarter of the slider, to be seen and moved. */
const COMPARED_SHARE = 4;

/** The moment the map shows: a slider with the changes marked, steps from one to the next, and a second one to compare with. */
export function TimeBar({ moments, past }: { moments: Moments; past: PastTestbed | undefined }) {
  const held = [moments.at, moments.since].map((at) => Date.parse(at ?? '')).filter((at) => !Number.isNaN(at));
  const needed = useNow<SpanName>((now) => spanHolding(held, now), 'hour');
  const span = SPANS.find(({ value }) => value === (moments.span ?? needed)) ?? SPANS[0];
  const { data: timeline, error, refetch } = useQuery(timelineQuery(span.ms));
  return (
    <section aria-label="Time" className="mb-4 grid gap-1 rounded-lg border border-line bg-surface px-3 py-2">
      {timeline === undefined ? (
        error === null ? (
          <output aria-label="Loading the timeline">
            <Skeleton className="h-8" />
          </output>
        ) : (
          <p className="text-sm text-muted">What is recorded of the past could not be read. {errorSentence(error)}</p>
        )
      ) : timeline.knownSinceAt === null ? (
        <p className="text-sm text-muted">Nothing is recorded yet: the past begins with the first host.</p>
      ) : (
        <Bar
          moments={moments}
          past={past}
          timeline={timeline}
          onLastChange={() =>
            // Asked anew: the marks are some seconds old, and the last change may be one that was just made.
            void refetch().then(({ data }) => moments.look(data?.marks.at(-1)))
          }
          span={
            <Select
              aria-label="Span of the slider"
              options={SPANS}
              value={span.value}
              onValueChange={moments.show}
              className="w-34"
            />
          }
        />
      )}
    </section>
  );
}

function Bar({
  moments,
  past,
  timeline,
  onLastChange,
  span,
}: {
  moments: Moments;
  past: PastTestbed | undefined;
  timeline: Timeline;
  onLastChange: () => void;
  span: ReactNode;
}) {
  const { at, since, look, compare } = moments;
  const sinceMs = Date.parse(timeline.since);
  const untilMs = Date.parse(timeline.until);
  const marksMs = timeline.marks.map((mark) => Date.parse(mark));
  const slider = { sinceMs, untilMs, marksMs };
  const words = useNow((now) => (at === undefined ? 'Now' : wordsOf(at, now)), '');
  const sinceWords = useNow((now) => (since === undefined ? '' : wordsOf(since, now)), '');
  const earlier = at === undefined ? timeline.marks.at(-1) : (past?.changeBeforeAt ?? undefined);
  const later = at === undefined ? undefined : (past?.changeAfterAt ?? undefined);
  const known = timeline.knownSinceAt === timeline.since;
  const compared = Math.max(sinceMs, (millis(at) ?? untilMs) - (untilMs - sinceMs) / COMPARED_SHARE);
  return (
    <div className="grid items-center gap-x-3 gap-y-1 md:grid-cols-[160px_minmax(0,1fr)_max-content]">
      <span className="text-sm font-medium whitespace-nowrap">{words}</span>
      <MomentSlider
        label="Moment"
        {...slider}
        atMs={millis(at)}
        onLook={(ms) => look(ms === undefined ? undefined : new Date(ms).toISOString())}
      />
      <span className="flex flex-wrap items-center gap-1">
        <IconButton
          label="Change before"
          size="sm"
          disabledReason={earlier === undefined ? 'Nothing is recorded of a change before.' : undefined}
          onClick={() => (at === undefined ? onLastChange() : look(earlier))}
        >
          <ChevronLeft aria-hidden />
        </IconButton>
        <IconButton
          label="Change after"
          size="sm"
          disabledReason={later === undefined ? 'Nothing changed after this.' : undefined}
          onClick={() => look(later)}
        >
          <ChevronRight aria-hidden />
        </IconButton>
        {span}
        {since === undefined ? (
          <Button size="sm" onClick={() => compare(new Date(compared).toISOString())}>
            <GitCompareArrows aria-hidden />
            Compare with…
          </Button>
        ) : null}
      </span>
      {since === undefined ? null : (
        <>
          <span className="text-sm whitespace-nowrap">{sinceWords}</span>
          <MomentSlider
            label="Compared with"
            {...slider}
            atMs={millis(since)}
            // Compared with now is compared with the last moment that is past.
            onLook={(ms) => compare(new Date(ms ?? untilMs).toISOString())}
          />
          <span>
            <Button size="sm" onClick={() => compare(undefined)}>
              <X aria-hidden />
              Stop comparing
            </Button>
          </span>
        </>
      )}
      <Scale sinceMs={sinceMs} untilMs={untilMs} known={known} />
      <div className="md:col-start-2">
        <MomentField onLook={(ms) => look(new Date(ms).toISOString())} />
      </div>
    </div>
  );
}

/** Where the slider begins, its middle and its end; of two moments of one day only the first tells which. */
function Scale({ sinceMs, untilMs, known }: { sinceMs: number; untilMs: number; known: boolean }) {
  const begins = useNow((now) => momentWords(sinceMs, now), '');
  const middle = useNow((now) => momentWords((sinceMs + untilMs) / 2, now), '');
  return (
    <p className="flex flex-wrap justify-between gap-x-3 text-xs text-muted md:col-start-2">
      <span>{known ? `The past is known since ${begins}` : `Since ${begins}`}</span>
      <span className="max-sm:hidden">{middle}</span>
      <span>now</span>
    </p>
  );
}

function millis(at: string | undefined): number | undefined {
  const ms = Date.parse(at ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

function wordsOf(at: string, now: number): string {
  const ms = millis(at);
  return ms === undefined ? 'no moment' : momentWords(ms, now);
}
