import type { z } from 'zod';
import type { Maintenance } from '@/lib/contracts/maintenances';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { findMaintenance, maintenanceBody } from './maintenance-rows';

/** @throws AppError `forbidden`, `not-found` */
export async function readMaintenance(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof Maintenance>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'leases:read');
  return await maintenanceBody(db, actor, await findMaintenance(db, actor, id), context.now());
}
