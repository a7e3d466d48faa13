'use client';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Dash } from '@/components/ui/dash';
import { Duration } from '@/components/ui/figures';
import type { BenchmarkRunDetail, BenchmarkSample } from '@/lib/contracts/benchmarks';
import { turnWords } from '@/lib/domain/benchmark';
import { isFinished } from '@/lib/domain/operation';
import { formatNumber } from '@/lib/utils/figures';

/** Every repeat, warm-ups and failed ones among them, each with what the program wrote. */
export function RunSamples({ run }: { readonly run: BenchmarkRunDetail }) {
  return (
    <section aria-label="Repeats">
      <h2 className="mb-2 text-base font-semibold">Repeats</h2>
      {run.samples.length === 0 ? (
        <p className="text-sm text-muted">
          {isFinished(run.state)
            ? `None: the run ${run.state === 'cancelled' ? 'was cancelled' : 'ended'} before.`
            : 'None has ended yet.'}
        </p>
      ) : (
        <ol className="divide-y divide-line border-y border-line">
          {run.samples.map((sample) => (
            <Sample key={`${sample.repeat}-${sample.lane}`} run={run} sample={sample} />
          ))}
        </ol>
      )}
    </section>
  );
}

function nameOf(run: BenchmarkRunDetail, sample: BenchmarkSample): string {
  const turn = turnWords(run, sample);
  return run.guests === 1 ? turn : `${turn}, ${sample.lane + 1} of ${run.guests} at once`;
}

function Sample({ run, sample }: { readonly run: BenchmarkRunDetail; readonly sample: BenchmarkSample }) {
  // The words of two hundred repeats are long: those nobody looks at are not drawn.
  const [open, setOpen] = useState(false);
  const name = nameOf(run, sample);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex flex-wrap items-baseline gap-x-4 gap-y-1 rounded-sm py-1.5 text-sm">
          <span className="w-32">{name}</span>
          {run.metrics.map((metric) => {
            const figure = sample.figures?.[metric.name];
            return (
              <span key={metric.name} className="min-w-40 tabular-nums">
                <span className="text-xs text-muted">{metric.title} </span>
                {figure === undefined ? <Dash /> : `${formatNumber(figure)} ${metric.unit}`}
              </span>
            );
          })}
          <span className="text-xs text-muted">
            took <Duration ms={sample.durationMs} />
          </span>
          {sample.warmUp ? <Badge tone="off">does not count</Badge> : null}
          {sample.error === null ? null : <span className="text-trouble">{sample.error}</span>}
        </summary>
        {open ? (
          <div className="grid gap-2 pb-3">
            <Words title={`Standard output of ${name}`} text={sample.stdout} />
            <Words title={`Standard error of ${name}`} text={sample.stderr} />
          </div>
        ) : null}
      </details>
    </li>
  );
}

function Words({ title, text }: { readonly title: string; readonly text: string }) {
  if (text === '') return <p className="text-xs text-muted">{title}: nothing.</p>;
  return (
    <figure>
      <figcaption className="text-xs text-muted">{title}</figcaption>
      {/* A scrolled area must be reachable by keyboard. */}
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="max-h-72 overflow-auto rounded-md bg-sunken p-2 font-mono text-xs"
      >
        {text}
      </pre>
    </figure>
  );
}
