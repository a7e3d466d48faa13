import { z } from 'zod';
import { RebalanceWish } from '@/lib/contracts/plans';
import { RebalanceSettings } from '@/lib/contracts/rebalance-settings';
import {
  DEFAULT_LEAST_GAIN_PERCENT,
  DEFAULT_MOVES_A_DAY,
  DEFAULT_REBALANCE_AT_ONCE,
  DEFAULT_REBALANCE_MOVES,
  REBALANCE_MODES,
} from '@/lib/domain/rebalance';
import type { Tx } from '@/lib/server/db/client';
import type { RebalanceSettings as SettingsRow } from '@/lib/server/db/generated/client';

/** There is one testbed, and so one row. */
export const SETTINGS_ID = 1;

export const findSettings = async (db: Pick<Tx, 'rebalanceSettings'>): Promise<SettingsRow | null> =>
  await db.rebalanceSettings.findUnique({ where: { id: SETTINGS_ID } });

/** What holds where nobody has saved anything: nothing is done but by people. */
const DEFAULTS: z.input<typeof RebalanceSettings> = {
  mode: 'manual',
  // Every night: what the day has left uneven, before the next begins.
  cron: '0 3 * * *',
  zone: 'UTC',
  hostClass: null,
  mostMoves: DEFAULT_REBALANCE_MOVES,
  keepsNPlusOne: true,
  isolatedVos: [],
  atOnce: DEFAULT_REBALANCE_AT_ONCE,
  mostMovesADay: DEFAULT_MOVES_A_DAY,
  leastGainPercent: DEFAULT_LEAST_GAIN_PERCENT,
  window: null,
  ownerName: null,
  nextDueAt: null,
  last: null,
  version: 0,
};

export function settingsBody(row: SettingsRow | null): z.input<typeof RebalanceSettings> {
  if (row === null) return DEFAULTS;
  const { struck: _struck, ...rules } = RebalanceWish.parse(row.wish);
  return {
    ...rules,
    mode: z.enum(REBALANCE_MODES).parse(row.mode),
    cron: row.cron,
    zone: row.zone,
    atOnce: row.atOnce,
    mostMovesADay: row.mostMovesADay,
    leastGainPercent: row.leastGainPercent,
    window: RebalanceSettings.shape.window.parse(row.window),
    ownerName: row.ownerName,
    nextDueAt: row.nextDueAt?.toISOString() ?? null,
    last:
      row.lastAt === null || row.lastWords === null
        ? null
        : { at: row.lastAt.toISOString(), words: row.lastWords, planId: row.lastPlanId },
    version: row.version,
  };
}
