import type { ProbeTarget } from '@/lib/contracts/probes';
import { PROBE_VERDICT_WORDS, type ProbeVerdict } from '@/lib/domain/probe';
import { cn } from '@/components/ui/cn';
import { DAY_MS, formatDuration } from '@/lib/utils/time';

const FILLS: Record<ProbeVerdict, string> = {
  ok: 'bg-running',
  warning: 'bg-paused',
  critical: 'bg-trouble',
  unknown: 'bg-off',
};
/** Told by height as well as by colour: what fails stands out from the line. */
const HEIGHTS: Record<ProbeVerdict, string> = { ok: 'h-1.5', warning: 'h-2.5', critical: 'h-4', unknown: 'h-1' };

/** The last 24 hours of one probe, right is now; of a gap nothing is known. */
export function HistoryStrip({
  spans,
  now,
}: {
  readonly spans: ProbeTarget['history'][number]['spans'];
  readonly now: number;
}) {
  const began = now - DAY_MS;
  const percent = (at: string): number => ((Date.parse(at) - began) / DAY_MS) * 100;
  return (
    <span className="relative block h-4 w-full min-w-32 border-b border-line" title={stripWords(spans)}>
      <span className="sr-only">{stripWords(spans)}</span>
      {spans.map(({ verdict, since, until }) => {
        const left = Math.max(0, percent(since));
        return (
          <span
            key={since}
            aria-hidden
            className={cn('absolute bottom-0', HEIGHTS[verdict], FILLS[verdict])}
            // A span of one asking is a point: it must still be seen.
            style={{ left: `${left}%`, width: `max(2px, ${Math.max(0, percent(until) - left)}%)` }}
          />
        );
      })}
    </span>
  );
}

/** @example stripWords(spans) // 'Last 24 hours: OK 23 h 50 min, critical 10 min' */
export function stripWords(spans: ProbeTarget['history'][number]['spans']): string {
  const sums = new Map<ProbeVerdict, number>();
  for (const { verdict, since, until } of spans)
    sums.set(verdict, (sums.get(verdict) ?? 0) + Date.parse(until) - Date.parse(since));
  const parts = [...sums].map(([verdict, ms]) => `${PROBE_VERDICT_WORDS[verdict]} ${formatDuration(ms)}`);
  return `Last 24 hours: ${parts.length === 0 ? 'nothing known' : parts.join(', ')}`;
}
