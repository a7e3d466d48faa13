import type { z } from 'zod';
import type { GuestDrift, ScheduleGuestDrift } from '@/lib/contracts/guest-drift';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import type { ServiceContext } from '@/lib/server/service-context';
import { HOUR_MS } from '@/lib/utils/time';
import { driftBody } from './read-drift';

/** Says how often a domain is compared. @throws AppError `forbidden`, `not-found` */
export async function scheduleGuestDrift(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: ScheduleGuestDrift;
}): Promise<z.input<typeof GuestDrift>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'domains:edit');
  const { everyHours } = input;
  return await context.db.$transaction(async (tx) => {
    const domain = await readDomainRow(tx, context.actor, id);
    const before = await tx.domainDrift.findUnique({ where: { domainId: id } });
    const from = before?.checkedAt ?? context.now();
    const nextDueAt = everyHours === null ? null : new Date(from.getTime() + everyHours * HOUR_MS);
    await tx.domainDrift.upsert({
      where: { domainId: id },
      create: { domainId: id, everyHours, nextDueAt },
      update: { everyHours, nextDueAt },
    });
    await writeAudit(tx, context, {
      action: 'scheduleGuestDrift',
      scope: 'domains:edit',
      subjectType: 'domain',
      subjectId: id,
      subjectName: domain.name,
      vo: domain.vo ?? undefined,
      reason: input.reason,
      before: { everyHours: before?.everyHours ?? null },
      after: { everyHours },
    });
    return await driftBody(tx, context.actor, id);
  });
}
