/** Histories of targets as standings, from the spans that the agent keeps. */
import type { z } from 'zod';
import type { ProbeAvailability } from '@/lib/contracts/probes';
import { PROBES } from '@/lib/domain/probe';
import {
  allUp,
  combineStandings,
  lastDays,
  measureAvailability,
  type Span,
  standingOf,
  type StandingSpan,
} from '@/lib/domain/probe-availability';
import type { Tx } from '@/lib/server/db/client';
import { SECOND_MS } from '@/lib/utils/time';
import { probesOf, type TargetRow, verdictOf } from './target-rows';

export const DAYS = 7;
/** What was said last is taken to hold until the next asking, which may be late; then nothing is known. */
const HOLDS_INTERVALS = 3;

export interface SpanRow {
  readonly targetId: string;
  readonly probe: string;
  readonly verdict: string;
  readonly since: Date;
  readonly until: Date;
}

/** Of these targets, that reach into the window, by time. */
export async function readSpans(db: Tx, ids: readonly string[], window: Span): Promise<readonly SpanRow[]> {
  return await db.probeSpan.findMany({
    where: {
      targetId: { in: [...ids] },
      until: { gte: new Date(window.since) },
      since: { lt: new Date(window.until) },
    },
    orderBy: [{ since: 'asc' }, { id: 'asc' }],
    select: { targetId: true, probe: true, verdict: true, since: true, until: true },
  });
}

/** The last one of a probe goes on until now, unless it should have been asked since. */
export function heldUntil(row: TargetRow, probe: string, until: number, isLast: boolean, now: number): number {
  if (!isLast) return until;
  const seconds = PROBES[probesOf(row).find((id) => id === probe) ?? 'ce-tls'].heavy
    ? row.heavyIntervalSeconds
    : row.intervalSeconds;
  return Math.min(now, until + seconds * SECOND_MS * HOLDS_INTERVALS);
}

/** When a target was up: all of its critical probes together. */
export function targetHistory(row: TargetRow, spans: readonly SpanRow[], window: Span, now: number): StandingSpan[] {
  const series = probesOf(row)
    .filter((probe) => PROBES[probe].critical)
    .map((probe) => {
      const own = spans.filter((span) => span.targetId === row.id && span.probe === probe);
      return own.map((span, index) => ({
        since: span.since.getTime(),
        until: heldUntil(row, probe, span.until.getTime(), index === own.length - 1, now),
        standing: standingOf(verdictOf(span.verdict)),
      }));
    });
  return combineStandings(series, window, allUp);
}

export const weekBefore = (now: number): { readonly days: readonly Span[]; readonly window: Span } => {
  const days = lastDays(now, DAYS);
  return { days, window: { since: days[0]?.since ?? now, until: now } };
};

export function availabilityBody(history: readonly StandingSpan[], window: Span): z.input<typeof ProbeAvailability> {
  const { upMs, downMs, unknownMs, share } = measureAvailability(history, window);
  return {
    since: new Date(window.since).toISOString(),
    until: new Date(window.until).toISOString(),
    share: share ?? null,
    upMs,
    downMs,
    unknownMs,
  };
}
