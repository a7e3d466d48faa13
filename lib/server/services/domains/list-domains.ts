import { z } from 'zod';
import type { DomainPage, ListDomainsQuery } from '@/lib/contracts/domains';
import { requireScope } from '@/lib/server/auth/require-scope';
import { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { domainFilter } from './domain-filter';
import { ACTIVE_OPERATIONS, DOMAIN_COLUMNS, DOMAIN_FROM, DomainRow, domainSummary } from './domain-rows';

const SORTS: Record<ListDomainsQuery['sort'], Prisma.Sql> = {
  name: Prisma.sql`d.name`,
  state: Prisma.sql`d.state`,
  host: Prisma.sql`h.name`,
  vcpus: Prisma.sql`d.vcpus`,
  memoryKiB: Prisma.sql`d."memoryKiB"`,
  cpuLoad: Prisma.sql`d."cpuLoad"`,
  vo: Prisma.sql`d.vo`,
};

/**
 * One page of the domains that the caller may see; filtered, sorted and cut in the database.
 * @throws AppError `bad-request` where `q` is not understood, with the position.
 */
export async function listDomains(options: {
  readonly context: ServiceContext;
  readonly query: ListDomainsQuery;
}): Promise<z.input<typeof DomainPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'domains:read');
  const where = domainFilter(context.actor, query);
  const direction = query.order === 'desc' ? Prisma.sql`desc` : Prisma.sql`asc`;
  const [rows, counted] = await Promise.all([
    context.db.$queryRaw<unknown[]>`
      with ${ACTIVE_OPERATIONS}
      select ${DOMAIN_COLUMNS} from ${DOMAIN_FROM} where ${where}
      order by ${SORTS[query.sort]} ${direction} nulls last, d.name, d.id
      limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`,
    context.db.$queryRaw<{ total: number }[]>`
      with ${ACTIVE_OPERATIONS} select count(*)::int as total from ${DOMAIN_FROM} where ${where}`,
  ]);
  return {
    items: z
      .array(DomainRow)
      .parse(rows)
      .map((row) => domainSummary(row, context.actor)),
    total: counted[0]?.total ?? 0,
    page: query.page,
    pageSize: query.pageSize,
  };
}
