import type { z } from 'zod';
import type { CancelMaintenance, Maintenance } from '@/lib/contracts/maintenances';
import { AppError } from '@/lib/domain/errors';
import { MAINTENANCE_STANDING_WORDS, maintenanceStanding } from '@/lib/domain/maintenance';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { fileMaintenanceNotice } from '@/lib/server/services/notices/file-maintenance-notice';
import { holdMaintenance } from './change-maintenance';
import { announcedOf, findMaintenance, maintenanceBody } from './maintenance-rows';
import { auditMaintenance, tellMaintenance } from './record-maintenance';

/** It does not take place, or has ended already. Those who were told of it are told that. @throws AppError `forbidden`, `not-found`, `refused` once it is over */
export async function cancelMaintenance(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: CancelMaintenance;
}): Promise<z.input<typeof Maintenance>> {
  const { context, id, input } = options;
  const { actor } = context;
  requireScope(actor, 'leases:approve');
  return await context.db.$transaction(async (tx) => {
    const held = await holdMaintenance(tx, context, id);
    const now = context.now();
    const standing = maintenanceStanding(announcedOf(held), now.getTime());
    if (standing === 'over' || standing === 'cancelled')
      throw new AppError('refused', `It is ${MAINTENANCE_STANDING_WORDS[standing]}.`);
    await tx.maintenance.update({ where: { id }, data: { cancelledAt: now, cancelledByName: actor.name } });
    const row = await findMaintenance(tx, actor, id);
    const words = standing === 'under-way' ? 'has ended earlier than expected' : 'does not take place';
    for (const { vo } of row.vos)
      await fileMaintenanceNotice(tx, {
        maintenance: row,
        kind: 'maintenance',
        key: 'cancelled',
        vo,
        sentence: `The maintenance of ${row.hostName} ${words}${input.reason === undefined ? '' : `: ${input.reason}`}${input.reason !== undefined && /[.!?]$/.test(input.reason) ? '' : '.'}`,
        now,
        byUserId: actor.userId,
      });
    await auditMaintenance(tx, context, { action: 'cancelMaintenance', row, reason: input.reason });
    const body = await maintenanceBody(tx, actor, row, now);
    await tellMaintenance(
      tx,
      row,
      row.vos.map(({ vo }) => vo),
      words,
    );
    return body;
  });
}
