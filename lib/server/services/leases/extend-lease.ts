import type { z } from 'zod';
import type { ExtendLease, LeaseDetail } from '@/lib/contracts/leases';
import { AppError } from '@/lib/domain/errors';
import { HOST_CLASSES } from '@/lib/domain/host';
import { momentWords } from '@/lib/utils/utc-words';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { fileNotice } from '@/lib/server/services/notices/file-notice';
import { DAY_MS } from '@/lib/utils/time';
import { holdLease } from './change-lease';
import { doesNotFit, judgeLease } from './judge-lease';
import { approvedTerms, environmentBodyOf, leaseDetail } from './lease-rows';
import { lockPlaces } from './lock-places';
import { recordLease } from './record-lease';
import { firstReminder } from './remind-leases';

/**
 * Lets a lease end later. Up to the longest that its environment is lent for nobody is asked; it is judged again as an approval is.
 * @throws AppError `not-found`, `bad-request` for an end that is no later or too late, `conflict` with `detail.feasibility` where others have
 * the place by then, `refused` where its state does not allow it.
 */
export async function extendLease(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: ExtendLease;
}): Promise<z.input<typeof LeaseDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'leases:request');
  return await context.db.$transaction(async (tx) => {
    const row = await holdLease(tx, context, { id, deed: 'extend' });
    const now = context.now();
    const body = environmentBodyOf(row);
    const approved = approvedTerms(row);
    const hostClass = HOST_CLASSES.find((each) => each === row.hostClass);
    if (approved === undefined || hostClass === undefined) throw new AppError('refused', 'It is not approved yet.');
    const endsAt = new Date(input.endsAt);
    if (endsAt <= approved.endsAt) throw badEnd('must be later than it ends now');
    const rule = row.ruleId === null ? null : await tx.leaseRule.findUnique({ where: { id: row.ruleId } });
    // What no manager has looked at is not made longer than the rule allows.
    const days = Math.min(body.daysMax, rule?.days ?? body.daysMax);
    if (endsAt.getTime() - approved.startsAt.getTime() > days * DAY_MS)
      throw badEnd(`must be ${days} day${days === 1 ? '' : 's'} after its start at most; ask for another lease`);
    await lockPlaces(tx, row.vo, [hostClass]);
    const startsAt = approved.startsAt < now ? now : approved.startsAt;
    const terms = { ...approved, startsAt, endsAt };
    const judged = await judgeLease(tx, { body, vo: row.vo, terms, now, hostClass, except: id });
    if (judged.hostClass === undefined) throw doesNotFit(judged, { terms, now, actor: context.actor });
    const extended = { ...row, approvedEndsAt: endsAt };
    await tx.lease.update({
      where: { id },
      data: {
        approvedEndsAt: endsAt,
        ...(row.state === 'active' ? { reminderDueAt: firstReminder(extended, now) } : {}),
      },
    });
    const words = `is extended to ${momentWords(endsAt.getTime())}`;
    await fileNotice(tx, {
      lease: row,
      kind: 'extended',
      key: `extended ${row.version}`,
      words: `${words} by ${context.actor.name}`,
      now,
      byUserId: context.actor.userId,
    });
    await recordLease(tx, context, {
      action: 'extendLease',
      row,
      words,
      reason: input.reason,
      after: { before: approved.endsAt.toISOString(), endsAt: endsAt.toISOString() },
    });
    return await leaseDetail(tx, context.actor, id, now);
  });
}

const badEnd = (message: string): AppError =>
  new AppError('bad-request', `endsAt: ${message}`, { fields: [{ field: 'endsAt', message }] });
