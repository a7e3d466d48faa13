import type { z } from 'zod';
import type { LeaseDetail } from '@/lib/contracts/leases';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { leaseDetail } from './lease-rows';

/** @throws AppError `forbidden`, `not-found` */
export async function readLease(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof LeaseDetail>> {
  const { context, id } = options;
  requireScope(context.actor, 'leases:read');
  return await leaseDetail(context.db, context.actor, id, context.now());
}
