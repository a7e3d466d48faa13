import type { z } from 'zod';
import type { Paging } from '@/lib/contracts/common';
import type { ImageEndorserPage } from '@/lib/contracts/image-trust';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { ENDORSER_PARTS, endorserBody, visibleByVos } from './trust-rows';

/** Those who are trusted first, then those who were. */
export async function listImageEndorsers(options: {
  readonly context: ServiceContext;
  readonly query: z.infer<typeof Paging>;
}): Promise<z.input<typeof ImageEndorserPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'images:read');
  const where = visibleByVos(context.actor);
  const [total, rows] = await Promise.all([
    context.db.imageEndorser.count({ where }),
    context.db.imageEndorser.findMany({
      where,
      include: ENDORSER_PARTS,
      orderBy: [{ withdrawnAt: { sort: 'desc', nulls: 'first' } }, { subject: 'asc' }, { trustedAt: 'desc' }],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  return {
    items: rows.map((row) => endorserBody(context.actor, row)),
    total,
    page: query.page,
    pageSize: query.pageSize,
  };
}
