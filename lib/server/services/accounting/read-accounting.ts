import type { z } from 'zod';
import type { Accounting, AccountingQuery } from '@/lib/contracts/accounting';
import { daysBetween } from '@/lib/domain/accounting/days';
import { actualShares, readsFrom, type Shares, shareFactor, targetShares } from '@/lib/domain/accounting/fair-share';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { readKnownSince } from '@/lib/server/services/past/moments';
import { groupBy } from '@/lib/utils/group-by';
import { HOUR_MS, SECOND_MS } from '@/lib/utils/time';
import { KIB_PER_GIB } from '@/lib/utils/units';
import { type DayUse, type PlaceUse, readUse } from './read-use';
import { type Benchmarks, readBenchmarks, readSettings } from './settings-row';
import { daysAsked, vosAsked } from './stretch';

export const SECONDS_PER_HOUR = HOUR_MS / SECOND_MS;

/**
 * What the VOs that the caller sees used, and every VO's part in the whole: a VO admin is told his own share of what all used, and
 * nothing of the others.
 * @throws AppError `forbidden`, `not-found` for a VO that is not the caller's, `bad-request` for days of which nothing can be said.
 */
export async function readAccounting(options: {
  readonly context: ServiceContext;
  readonly query: AccountingQuery;
}): Promise<z.input<typeof Accounting>> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'leases:read');
  const vos = vosAsked(actor, query);
  const asked = daysAsked(query, context.now());
  const { halfLifeDays, benchmark } = await readSettings(db);
  const benchmarks = await readBenchmarks(context, benchmark);
  // Of what is not kept whole some domains would count and others not.
  const firstRead = [readsFrom(asked.from, halfLifeDays), asked.kept].toSorted().at(-1) ?? asked.kept;
  const [use, weights, knownSince] = await Promise.all([
    readUse(db, { from: asked.from, readFrom: firstRead, until: asked.until, of: query.of }),
    db.voShare.findMany(),
    readKnownSince(context),
  ]);
  const days = daysBetween(asked.from, asked.to);
  const read = daysBetween(firstRead, asked.to);
  const shares = actualShares(useByDay(use.days), { days: read, halfLifeDays }).slice(-days.length);
  const targets = targetShares(new Map(weights.map(({ vo, weight }) => [vo, weight])));
  const last = shares.at(-1) ?? new Map<string, number>();
  const sees = (vo: string | null): boolean => vos === undefined || (vo !== null && vos.includes(vo));
  const all = new Set<string | null>([
    ...use.places.map(({ vo }) => vo),
    ...weights.map(({ vo }) => vo),
    ...last.keys(),
    ...(vos ?? []),
  ]);
  const byVo = groupBy(use.places, ({ vo }) => vo);
  const shown = [...all].filter(sees).toSorted(inOrder);
  return {
    from: asked.from,
    to: asked.to,
    of: query.of,
    knownSinceAt: knownSince?.toISOString() ?? null,
    halfLifeDays,
    benchmark: namedBenchmark(benchmarks),
    benchmarks: [...benchmarks.types],
    items: shown.map((vo) => ({
      domains: use.domains.get(vo)?.size ?? 0,
      ...useOf(byVo.get(vo) ?? [], benchmarks),
      vo,
      share: vo === null ? null : shareOf(vo, last, targets, weights.find((each) => each.vo === vo)?.weight ?? null),
    })),
    days,
    series: shown.flatMap((vo) => (vo === null ? [] : [seriesOf(vo, days, use.days, shares)])),
  };
}

const inOrder = (a: string | null, b: string | null): number =>
  a === null ? 1 : b === null ? -1 : a < b ? -1 : a > b ? 1 : 0;

export function useByDay(rows: readonly DayUse[]): Map<string, Map<string, number>> {
  const days = new Map<string, Map<string, number>>();
  for (const { vo, day, vcpuSeconds } of rows) {
    const of = days.get(day) ?? new Map<string, number>();
    of.set(vo, (of.get(vo) ?? 0) + vcpuSeconds);
    days.set(day, of);
  }
  return days;
}

const namedBenchmark = ({ chosen }: Benchmarks) =>
  chosen === undefined ? null : { type: chosen.type, unit: chosen.unit, hosts: chosen.figures.length };

const sumOf = <T>(some: readonly T[], read: (each: T) => number): number =>
  some.reduce((sum, each) => sum + read(each), 0);

function useOf(rows: readonly PlaceUse[], { chosen }: Benchmarks) {
  const figures = new Map(chosen?.figures.map(({ hostId, perVcpu }) => [hostId, perVcpu]));
  const classes = groupBy(rows, ({ hostClass, architecture }) => `${hostClass} ${architecture}`);
  return {
    vcpuHours: sumOf(rows, ({ vcpuSeconds }) => vcpuSeconds) / SECONDS_PER_HOUR,
    memoryGiBHours: sumOf(rows, ({ memoryKiBSeconds }) => memoryKiBSeconds) / KIB_PER_GIB / SECONDS_PER_HOUR,
    byClass: [...classes]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, some]) => {
        const [first] = some;
        if (first === undefined) return [];
        const vcpuHours = sumOf(some, ({ vcpuSeconds }) => vcpuSeconds) / SECONDS_PER_HOUR;
        return [{ hostClass: first.hostClass, architecture: first.architecture, vcpuHours }];
      }),
    normalised:
      chosen === undefined
        ? null
        : {
            amount:
              sumOf(rows, ({ hostId, vcpuSeconds }) => vcpuSeconds * (figures.get(hostId) ?? 0)) / SECONDS_PER_HOUR,
            unmeasuredVcpuHours:
              sumOf(rows, ({ hostId, vcpuSeconds }) => (figures.has(hostId) ? 0 : vcpuSeconds)) / SECONDS_PER_HOUR,
          },
  };
}

function shareOf(vo: string, actual: Shares, targets: Shares, weight: number | null) {
  const target = targets.get(vo) ?? null;
  const had = actual.size === 0 ? null : (actual.get(vo) ?? 0);
  return { weight, target, actual: had, factor: target === null ? null : shareFactor(had ?? 0, target) };
}

function seriesOf(vo: string, days: readonly string[], use: readonly DayUse[], shares: readonly Shares[]) {
  const mine = new Map(use.filter((row) => row.vo === vo).map(({ day, vcpuSeconds }) => [day, vcpuSeconds]));
  return {
    vo,
    vcpuHours: days.map((day) => (mine.get(day) ?? 0) / SECONDS_PER_HOUR),
    share: shares.map((of) => (of.size === 0 ? null : (of.get(vo) ?? 0))),
  };
}
