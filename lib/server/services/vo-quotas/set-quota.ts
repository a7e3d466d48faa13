import type { z } from 'zod';
import type { SetVoQuota, VoQuota } from '@/lib/contracts/environments';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { knownVos, unknownVoWords } from './known-vos';
import { quotaBody, takenNow } from './list-quotas';

/** Says what the leases of a VO may take at one time from now on; those that were approved stay. @throws AppError `forbidden`, `bad-request` for a VO of which nothing is */
export async function setVoQuota(options: {
  readonly context: ServiceContext;
  readonly input: SetVoQuota;
}): Promise<z.input<typeof VoQuota>> {
  const { context, input } = options;
  requireScope(context.actor, 'leases:approve');
  const { vo, reason, ia64Vcpus, ...rest } = input;
  const limits = { ...rest, ...(ia64Vcpus === undefined ? {} : { ia64Vcpus }) };
  return await context.db.$transaction(async (tx) => {
    const strange = unknownVoWords(await knownVos(tx, context.actor), [vo]);
    if (strange !== undefined)
      throw new AppError('bad-request', `vo: ${strange}`, { fields: [{ field: 'vo', message: strange }] });
    const before = await tx.voQuota.findUnique({ where: { vo } });
    const values = { ...limits, setByName: context.actor.name, setAt: context.now() };
    const row = await tx.voQuota.upsert({ where: { vo }, create: { vo, ...values }, update: values });
    await writeAudit(tx, context, {
      action: 'setVoQuota',
      scope: 'leases:approve',
      subjectType: 'vo',
      subjectId: vo,
      subjectName: vo,
      vo,
      reason,
      ...(before === null ? {} : { before: { ...before } }),
      after: limits,
    });
    const taken = await takenNow(tx, context.now());
    await appendEvent(tx, { type: 'quota.changed', vo, words: 'has another quota' }, { vo });
    return quotaBody(vo, row, taken.get(vo));
  });
}
