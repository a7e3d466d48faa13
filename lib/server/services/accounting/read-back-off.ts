import { shareBackOff } from '@/lib/domain/accounting/back-off';
import { daysBetween } from '@/lib/domain/accounting/days';
import { actualShares, readsFrom, targetShares } from '@/lib/domain/accounting/fair-share';
import type { Db } from '@/lib/server/db/client';
import { SECOND_MS } from '@/lib/utils/time';
import { useByDay } from './read-accounting';
import { readUse } from './read-use';
import { readSettings } from './settings-row';
import { daysAsked } from './stretch';

/** Reckoning shares of a large testbed takes longer than somebody who asks for a lease waits; a share that is not known in time stops nobody. */
const SHARES_MS = 5 * SECOND_MS;

/**
 * Why no rule approves what a VO asks for now; undefined: rules do, or it has none. What is used is read only where it can matter: somebody
 * else with a share waits.
 */
export async function readShareBackOff(db: Db, vo: string, now: Date): Promise<string | undefined> {
  if ((await db.leaseRule.count({ where: { vo, removedAt: null } })) === 0) return undefined;
  const weights = await db.voShare.findMany();
  if (!weights.some((row) => row.vo === vo)) return undefined;
  const waiting = await db.lease.findMany({
    where: { state: 'asked', vo: { in: weights.map((row) => row.vo), not: vo } },
    distinct: ['vo'],
    select: { vo: true },
  });
  if (waiting.length === 0) return undefined;
  const { halfLifeDays } = await readSettings(db);
  const { kept, to } = daysAsked({}, now);
  const first = [readsFrom(to, halfLifeDays), kept].toSorted().at(-1) ?? kept;
  const asked = { from: to, readFrom: first, until: now, of: 'real' as const };
  const use = await readUse(db, asked, SHARES_MS).catch((error: unknown) => {
    if (isTimeout(error)) return undefined;
    throw error;
  });
  if (use === undefined) return undefined;
  const actual = actualShares(useByDay(use.days), { days: daysBetween(first, to), halfLifeDays }).at(-1) ?? new Map();
  return shareBackOff({
    vo,
    targets: targetShares(new Map(weights.map((row) => [row.vo, row.weight]))),
    actual,
    waiting: waiting.map((row) => row.vo),
  });
}

/** The database's limit (SQLSTATE 57014) or that of the transaction (P2028), whichever came first. */
const isTimeout = (error: unknown): boolean =>
  error instanceof Error &&
  /57014|statement timeout|P2028|[Tt]ransaction already closed/.test(`${error.name} ${error.message} ${codeOf(error)}`);
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '');
