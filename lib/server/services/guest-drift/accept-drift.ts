import type { z } from 'zod';
import type { AcceptGuestDrift, GuestDriftFinding } from '@/lib/contracts/guest-drift';
import { AppError } from '@/lib/domain/errors';
import { domainId } from '@/lib/domain/ids';
import { driftState } from '@/lib/domain/guest-drift';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvent } from '@/lib/server/events/append-event';
import { currentKey } from '@/lib/server/services/images/image-rows';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkOf, FINDING_PARTS, findingBody, readFinding } from './drift-rows';
import { imageOfDomain } from './image-of-domain';

/**
 * Leaves a finding as it is, until what is found is something else; or takes that back.
 * @throws AppError `forbidden`, `not-found`, `bad-request` without a reason, `refused` where it is gone or nothing would change.
 */
export async function acceptGuestDrift(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: AcceptGuestDrift;
}): Promise<z.input<typeof GuestDriftFinding>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'domains:edit');
  if (input.accepted && (input.reason ?? '') === '') {
    const message = 'say why it may stay so: whoever comes next reads it';
    throw new AppError('bad-request', `reason: ${message}`, { fields: [{ field: 'reason', message }] });
  }
  return await context.db.$transaction(async (tx) => {
    const before = await readFinding(tx, context.actor, id);
    const state = driftState(before);
    if (state === 'gone') throw new AppError('refused', 'It is gone already.');
    if ((state === 'accepted') === input.accepted)
      throw new AppError('refused', input.accepted ? 'It is accepted already.' : 'It is not accepted.');
    const row = await tx.driftFinding.update({
      where: { id },
      data: input.accepted
        ? {
            acceptedAt: context.now(),
            acceptedByName: context.actor.name,
            acceptedWhy: input.reason ?? null,
            acceptedFound: before.found,
          }
        : { acceptedAt: null, acceptedByName: null, acceptedWhy: null, acceptedFound: null },
      include: FINDING_PARTS,
    });
    const { check, subject, found, domain } = row;
    await writeAudit(tx, context, {
      action: 'acceptGuestDrift',
      scope: 'domains:edit',
      subjectType: 'domain',
      subjectId: row.domainId,
      subjectName: domain.name,
      vo: domain.vo ?? undefined,
      reason: input.reason,
      before: { check, subject, found, accepted: !input.accepted },
      after: { check, subject, found, accepted: input.accepted },
    });
    await appendEvent(
      tx,
      {
        type: 'drift.changed',
        domainId: domainId(row.domainId),
        domainName: domain.name,
        words: `${checkOf(row)} of ${subject} is ${input.accepted ? 'accepted' : 'not accepted any more'}`,
      },
      { vo: domain.vo },
    );
    const image = await imageOfDomain(sqlOfTx(tx), row.domainId, currentKey());
    return findingBody(context.actor, row, image?.manifest);
  });
}
