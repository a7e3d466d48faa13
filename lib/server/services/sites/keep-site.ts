import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { recordSite } from './record-site';
import { readSite, SITE_PARTS, type SiteRow } from './site-rows';

/** The row of a new site with its first revision; by whose right is the caller's matter. @throws AppError `bad-request` with every problem */
export async function keepSite(
  tx: Tx,
  context: ServiceContext,
  { text, reason }: { readonly text: string; readonly reason?: string | undefined },
): Promise<SiteRow> {
  const { actor } = context;
  const { name, description = null, vos, domains } = readSite(text);
  const now = context.now();
  const row = await tx.site.create({
    data: {
      name,
      description,
      vos: [...vos],
      wanted: domains.length,
      createdAt: now,
      revisions: {
        create: {
          number: 1,
          text,
          vos: [...vos],
          reason: reason ?? null,
          madeById: actor.userId,
          madeByName: actor.name,
          createdAt: now,
        },
      },
    },
    include: SITE_PARTS,
  });
  await recordSite(tx, context, 'createSite', row, 'was made', reason);
  return row;
}
