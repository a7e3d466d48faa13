import type { z } from 'zod';
import { RebalanceSettings, type UpdateRebalanceSettings } from '@/lib/contracts/rebalance-settings';
import { AppError } from '@/lib/domain/errors';
import { checkCron, nextTimes } from '@/lib/domain/schedule-times';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { requirePlans } from './plan-rows';
import { requireKnownVos } from './require-known-vos';
import { findSettings, SETTINGS_ID, settingsBody } from './rebalance-settings-row';

/**
 * Changes how hosts are levelled where nobody asks. Whoever does answers for it: plans are made, and carried out, by that account.
 * @throws AppError `forbidden` (automatic needs the right to move domains as well), `bad-request` for times that never come and VOs that nobody belongs to,
 * `conflict` where somebody has changed them since they were read.
 */
export async function updateRebalanceSettings(options: {
  readonly context: ServiceContext;
  readonly input: UpdateRebalanceSettings;
  readonly ifMatch: number | undefined;
}): Promise<z.input<typeof RebalanceSettings>> {
  const { context, input, ifMatch } = options;
  const { actor } = context;
  requirePlans(actor, 'hosts:write');
  const now = context.now();
  return await context.db.$transaction(async (tx) => {
    const before = RebalanceSettings.parse(settingsBody(await findSettings(tx)));
    if (ifMatch !== undefined && ifMatch !== before.version) throw changedMeanwhile(before.version);
    const wanted = RebalanceSettings.parse({ ...before, ...input });
    if (wanted.mode === 'automatic') requireScope(actor, 'domains:migrate');
    const problem = checkCron(wanted.cron, now);
    if (problem !== undefined)
      throw new AppError('bad-request', `cron: ${problem}`, { fields: [{ field: 'cron', message: problem }] });
    // Only those that are new: what was saved before may have lost its last domain since.
    const added = wanted.isolatedVos.map((vo) => (before.isolatedVos.includes(vo) ? undefined : vo));
    await requireKnownVos(tx, added, 'isolatedVos');
    const { mode, cron, zone, hostClass, mostMoves, keepsNPlusOne, isolatedVos } = wanted;
    const [next = null] = mode === 'manual' ? [] : nextTimes({ cron, zone }, now, 1);
    const data = {
      mode,
      cron,
      zone,
      wish: { hostClass, mostMoves, keepsNPlusOne, isolatedVos, struck: [] },
      atOnce: wanted.atOnce,
      mostMovesADay: wanted.mostMovesADay,
      leastGainPercent: wanted.leastGainPercent,
      window: wanted.window ?? Prisma.DbNull,
      ownerId: actor.userId,
      ownerName: actor.name,
      nextDueAt: next,
    };
    if (before.version === 0) await tx.rebalanceSettings.create({ data: { ...data, id: SETTINGS_ID } });
    else {
      const changed = await tx.rebalanceSettings.updateMany({
        where: { id: SETTINGS_ID, version: before.version },
        data: { ...data, version: { increment: 1 } },
      });
      if (changed.count === 0) throw changedMeanwhile(before.version + 1);
    }
    const after = settingsBody(await findSettings(tx));
    await writeAudit(tx, context, {
      action: 'updateRebalanceSettings',
      scope: 'hosts:write',
      subjectType: 'rebalance-settings',
      subjectId: String(SETTINGS_ID),
      subjectName: 'Rebalance settings',
      before: { ...before, last: null },
      after: { ...after, last: null },
    });
    return after;
  });
}

const changedMeanwhile = (version: number): AppError =>
  new AppError(
    'conflict',
    'Somebody changed these settings since you read them. Read them again and repeat your edit.',
    {
      detail: { version },
    },
  );
