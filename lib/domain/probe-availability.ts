/**
 * Availability from the history of probes, as the grid counts it: a service is up while all its critical probes are ok, a role is
 * up while one of its services is, and availability is the part of the known time that was up. Time of which nothing is known
 * counts neither way. Source: WLCG's site availability of SAM, see docs/probes.md. Pure.
 */
import type { ProbeVerdict } from './probe';

export type Standing = 'up' | 'down' | 'unknown';
export const STANDING_WORDS: Record<Standing, string> = { up: 'up', down: 'down', unknown: 'not known' };

/** Instants in milliseconds since 1970; `until` is not part of it. */
export interface Span {
  readonly since: number;
  readonly until: number;
}
export interface StandingSpan extends Span {
  readonly standing: Standing;
}

/** What a verdict means for whoever uses the service: with a warning it still works. */
export const standingOf = (verdict: ProbeVerdict | undefined): Standing =>
  verdict === 'critical' ? 'down' : verdict === undefined || verdict === 'unknown' ? 'unknown' : 'up';

/** All critical probes of a service. Of none nothing is known. */
export const allUp = (standings: readonly Standing[]): Standing =>
  standings.includes('down') ? 'down' : standings.length === 0 || standings.includes('unknown') ? 'unknown' : 'up';

/** Services of one role, of which one suffices. It is down only where every one is known to be. */
export const oneUp = (standings: readonly Standing[]): Standing =>
  standings.includes('up') ? 'up' : standings.length === 0 || standings.includes('unknown') ? 'unknown' : 'down';

/**
 * Several histories as one, by `rule`, over the whole of `window` without a gap.
 * @param series each by time, without overlaps; where one says nothing it is unknown
 */
export function combineStandings(
  series: readonly (readonly StandingSpan[])[],
  window: Span,
  rule: (standings: readonly Standing[]) => Standing,
): StandingSpan[] {
  if (window.until <= window.since) return [];
  const edges = new Set([window.since, window.until]);
  for (const { since, until } of series.flat()) {
    for (const edge of [since, until]) if (edge > window.since && edge < window.until) edges.add(edge);
  }
  const times = [...edges].toSorted((a, b) => a - b);
  const next = series.map(() => 0);
  const combined: StandingSpan[] = [];
  for (const [index, since] of times.slice(0, -1).entries()) {
    const until = times[index + 1] ?? window.until;
    const standings = series.map((spans, which) => {
      let at = next[which] ?? 0;
      while ((spans[at]?.until ?? Infinity) <= since) at += 1;
      next[which] = at;
      const span = spans[at];
      return span !== undefined && span.since <= since ? span.standing : 'unknown';
    });
    const standing = rule(standings);
    const last = combined.at(-1);
    if (last?.standing === standing) combined[combined.length - 1] = { ...last, until };
    else combined.push({ since, until, standing });
  }
  return combined;
}

export interface Availability {
  readonly upMs: number;
  readonly downMs: number;
  readonly unknownMs: number;
  /** Part of the known time, 0 to 1; undefined where nothing is known. */
  readonly share: number | undefined;
}

/** Of the part of a history that lies in the window. */
export function measureAvailability(spans: readonly StandingSpan[], window: Span): Availability {
  const sums: Record<Standing, number> = { up: 0, down: 0, unknown: 0 };
  for (const { since, until, standing } of spans) {
    sums[standing] += Math.max(0, Math.min(until, window.until) - Math.max(since, window.since));
  }
  const known = sums.up + sums.down;
  const unknownMs = Math.max(0, window.until - window.since - known);
  return { upMs: sums.up, downMs: sums.down, unknownMs, share: known === 0 ? undefined : sums.up / known };
}

const DAY_MS = 86_400_000;

/**
 * The last days of UTC, oldest first; the last one ends now.
 * @example lastDays(Date.parse('2027-02-03T06:00:00Z'), 2) // all of the 2nd, and the 3rd until 06:00
 */
export function lastDays(now: number, days: number): Span[] {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return Array.from({ length: days }, (_, index) => {
    const since = today - (days - 1 - index) * DAY_MS;
    return { since, until: Math.min(since + DAY_MS, now) };
  });
}
