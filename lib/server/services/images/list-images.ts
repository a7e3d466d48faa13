import type { z } from 'zod';
import type { ImagePage, ListImagesQuery } from '@/lib/contracts/images';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { currentKey, IMAGE_PARTS, imageBody, visibleImages } from './image-rows';

/** The newest version of every image that is offered, by name, but for what jobs bring; where asked, of those retired as well. */
export async function listImages(options: {
  readonly context: ServiceContext;
  readonly query: ListImagesQuery;
}): Promise<z.input<typeof ImagePage>> {
  const { context, query } = options;
  requireScope(context.actor, 'images:read');
  // Those of jobs are on the pages of their pools: nobody makes anything else of them.
  const offered = { forJobs: false, ...(query.retired === true ? {} : { retiredAt: null }) };
  const where = { AND: [visibleImages(context.actor), offered] };
  const [names, rows] = await Promise.all([
    context.db.imageSpecification.groupBy({ by: ['name'], where }),
    context.db.imageSpecification.findMany({
      where,
      orderBy: [{ name: 'asc' }, { version: 'desc' }],
      distinct: ['name'],
      include: IMAGE_PARTS,
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
  ]);
  const key = currentKey();
  return {
    items: rows.map((row) => imageBody(row, key)),
    total: names.length,
    page: query.page,
    pageSize: query.pageSize,
  };
}
