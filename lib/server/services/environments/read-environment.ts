import type { z } from 'zod';
import type { EnvironmentDetail } from '@/lib/contracts/environments';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { environmentDetail } from './environment-rows';

/** @throws AppError `forbidden`, `not-found` */
export async function readEnvironment(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof EnvironmentDetail>> {
  requireScope(options.context.actor, 'environments:read');
  return await environmentDetail(options.context.db, options.context.actor, options.id);
}
