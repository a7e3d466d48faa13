import type { z } from 'zod';
import type { AnswerMaintenance, Maintenance } from '@/lib/contracts/maintenances';
import { seesVo } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { answerRefusal } from '@/lib/domain/maintenance';
import { momentWords } from '@/lib/utils/utc-words';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { fileMaintenanceNotice } from '@/lib/server/services/notices/file-maintenance-notice';
import { holdMaintenance } from './change-maintenance';
import {
  announcedOf,
  answerOf,
  findMaintenance,
  maintenanceBody,
  type MaintenanceRow,
  timesOf,
} from './maintenance-rows';
import { auditMaintenance, tellMaintenance } from './record-maintenance';

/**
 * A VO consents, or puts the maintenance off: it begins then when the last of all VOs said, and the others are told.
 * @throws AppError `forbidden`, `not-found` where the VO was not told of it, `bad-request` for a begin outside what was announced, `refused` where
 * it cannot be answered so any more
 */
export async function answerMaintenance(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: AnswerMaintenance;
}): Promise<z.input<typeof Maintenance>> {
  const { context, id, input } = options;
  const { actor } = context;
  requireScope(actor, 'leases:request');
  return await context.db.$transaction(async (tx) => {
    const held = await holdMaintenance(tx, context, id);
    const now = context.now();
    const told = held.vos.find(({ vo }) => vo === input.vo);
    if (told === undefined || !seesVo(actor, input.vo)) throw notFound('VO among those that were told');
    const announced = announcedOf(held);
    const refusal = answerRefusal(announced, { answer: answerOf(told) }, input.answer, now.getTime());
    if (refusal !== undefined) throw new AppError('refused', refusal);
    const deferUntilAt = input.answer === 'defer' ? requireWithin(held, new Date(input.deferUntilAt)) : null;
    await tx.maintenanceVo.update({
      where: { maintenanceId_vo: { maintenanceId: id, vo: input.vo } },
      data: {
        answer: input.answer,
        deferUntilAt,
        words: input.words ?? null,
        answeredByName: actor.name,
        answeredAt: now,
      },
    });
    const row = await findMaintenance(tx, actor, id);
    const words = deferUntilAt === null ? 'consents to' : `puts off to ${momentWords(deferUntilAt.getTime())}`;
    await fileMaintenanceNotice(tx, {
      maintenance: row,
      kind: 'maintenance-answered',
      key: `answered ${row.version}`,
      vo: input.vo,
      sentence: `${input.vo} ${words} the maintenance of ${row.hostName}${input.words === undefined ? '' : `: ${input.words}`}${input.words !== undefined && /[.!?]$/.test(input.words) ? '' : '.'}`,
      now,
      byUserId: actor.userId,
    });
    await tellOthers(tx, { held, row, by: input.vo, now });
    await auditMaintenance(tx, context, {
      action: 'answerMaintenance',
      row,
      vo: input.vo,
      reason: input.words,
      after: { answer: input.answer, deferUntilAt },
    });
    const body = await maintenanceBody(tx, actor, row, now);
    await tellMaintenance(
      tx,
      row,
      row.vos.map(({ vo }) => vo),
      'is answered',
    );
    return body;
  });
}

/** @throws AppError `bad-request` */
function requireWithin(row: MaintenanceRow, until: Date): Date {
  const { startsAt } = timesOf(row);
  const limit = row.deferrableUntilAt;
  const message =
    until <= startsAt
      ? `must be after ${momentWords(startsAt.getTime())}, when it begins by now`
      : limit !== null && until > limit
        ? `must be ${momentWords(limit.getTime())} at most`
        : undefined;
  if (message === undefined) return until;
  throw new AppError('bad-request', `deferUntilAt: ${message}`, { fields: [{ field: 'deferUntilAt', message }] });
}

/** Whoever consented to another time learns of it. By whom it was put off is not said: that is another VO's. */
async function tellOthers(
  tx: Tx,
  {
    held,
    row,
    by,
    now,
  }: { readonly held: MaintenanceRow; readonly row: MaintenanceRow; readonly by: string; readonly now: Date },
): Promise<void> {
  const { startsAt, endsAt } = timesOf(row);
  if (timesOf(held).startsAt.getTime() === startsAt.getTime()) return;
  for (const { vo } of row.vos.filter((told) => told.vo !== by))
    await fileMaintenanceNotice(tx, {
      maintenance: row,
      kind: 'maintenance',
      key: `moved to ${startsAt.toISOString()}`,
      vo,
      sentence: `The maintenance of ${row.hostName} was put off: it is from ${momentWords(startsAt.getTime())} to ${momentWords(endsAt.getTime())} now.`,
      now,
    });
}
