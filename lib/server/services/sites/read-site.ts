import type { z } from 'zod';
import type { Site } from '@/lib/contracts/sites';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { findSite, siteBody } from './site-rows';

/** @throws AppError `forbidden`, `not-found`. */
export async function readSiteById(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof Site>> {
  const { actor, db } = options.context;
  requireScope(actor, 'sites:read');
  return await siteBody(db, actor, await findSite(db, actor, options.id));
}
