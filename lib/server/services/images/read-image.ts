import type { z } from 'zod';
import type { ImageDetail } from '@/lib/contracts/images';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { imageDetail } from './image-detail';

/** @throws AppError `not-found` */
export async function readImage(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof ImageDetail>> {
  const { context, id } = options;
  requireScope(context.actor, 'images:read');
  return await imageDetail(context.db, context.actor, id);
}
