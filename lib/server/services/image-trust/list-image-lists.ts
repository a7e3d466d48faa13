import type { z } from 'zod';
import type { ImageListPage, ListImageListsQuery } from '@/lib/contracts/image-trust';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { LIST_PARTS, listBody, visibleByVos } from './trust-rows';

/** The newest version of each list; where asked, of the older ones as well. */
export async function listImageLists(options: {
  readonly context: ServiceContext;
  readonly query: ListImageListsQuery;
}): Promise<z.input<typeof ImageListPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'images:read');
  const where = { ...visibleByVos(context.actor), ...(query.old === true ? {} : { supersededAt: null }) };
  const [total, rows] = await Promise.all([
    context.db.imageList.count({ where }),
    context.db.imageList.findMany({
      where,
      include: LIST_PARTS,
      orderBy: [{ title: 'asc' }, { identifier: 'asc' }, { importedAt: 'desc' }],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  const now = context.now();
  return {
    items: rows.map((row) => listBody(context.actor, row, now)),
    total,
    page: query.page,
    pageSize: query.pageSize,
  };
}
