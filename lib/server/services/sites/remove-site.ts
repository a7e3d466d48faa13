import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { changedMeanwhile, recordSite } from './record-site';
import { findSite, openRefusal, whatIsLeft } from './site-rows';

/**
 * Deletes a site with its revisions and plans.
 * @throws AppError `forbidden`, `not-found`, `conflict`, `refused` while something that was made for it is there, or a run is open.
 */
export async function removeSite(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly ifMatch: number | undefined;
}): Promise<void> {
  const { context, id, ifMatch } = options;
  requireScope(context.actor, 'sites:write');
  await context.db.$transaction(async (tx) => {
    const row = await findSite(tx, context.actor, id);
    if (ifMatch !== undefined && ifMatch !== row.version) throw changedMeanwhile(row.version);
    const left = openRefusal(row) ?? (await whatIsLeft(tx, id));
    if (left !== undefined) throw new AppError('refused', left);
    // Of domains that no host has any more the word that they were made for it goes with it.
    await tx.siteNode.deleteMany({ where: { siteId: id } });
    await tx.site.delete({ where: { id } });
    await recordSite(tx, context, 'removeSite', row, 'was deleted');
  });
}
