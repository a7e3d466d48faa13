import type { z } from 'zod';
import type { ImageListDetail } from '@/lib/contracts/image-trust';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { listDetail } from './trust-rows';

/** @throws AppError `forbidden`, `not-found` */
export async function readImageList(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof ImageListDetail>> {
  const { context, id } = options;
  requireScope(context.actor, 'images:read');
  return await listDetail(context.db, context.actor, id, context.now());
}
