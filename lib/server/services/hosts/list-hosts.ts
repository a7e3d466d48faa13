import { z } from 'zod';
import type { HostPage, ListHostsQuery } from '@/lib/contracts/hosts';
import { requireScope } from '@/lib/server/auth/require-scope';
import { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { escapeLike } from '@/lib/server/services/domains/domain-filter';
import { HOST_COLUMNS, HOST_FROM, hostCounts, HostRow, hostSummary, visibleHosts } from './host-rows';

const SORTS: Record<ListHostsQuery['sort'], Prisma.Sql> = {
  name: Prisma.sql`h.name`,
  class: Prisma.sql`h.class`,
  status: Prisma.sql`h.status`,
  cpuLoad: Prisma.sql`h."cpuLoad"`,
  memoryFreeKiB: Prisma.sql`h."memoryFreeKiB"`,
  domainCount: Prisma.sql`"domainCount"`,
};
/** Sorting by what a caller may not read would tell it. */
const OPEN_SORTS: readonly ListHostsQuery['sort'][] = ['name', 'class', 'status', 'domainCount'];

/** One page of hosts; for a caller without `hosts:read` only those that hold one of the own domains, with little of each. */
export async function listHosts(options: {
  readonly context: ServiceContext;
  readonly query: ListHostsQuery;
}): Promise<z.input<typeof HostPage>> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'domains:read');
  const whole = actor.scopes.includes('hosts:read');
  const conditions = [visibleHosts(actor)];
  if (query.q !== undefined && query.q.trim() !== '') {
    const pattern = `%${escapeLike(query.q.trim())}%`;
    const fields = whole
      ? Prisma.sql`h.name ilike ${pattern} or h.uri ilike ${pattern} or h."cpuModel" ilike ${pattern} or h.hypervisor ilike ${pattern}`
      : Prisma.sql`h.name ilike ${pattern}`;
    conditions.push(Prisma.sql`(${fields})`);
  }
  if (query.class !== undefined) conditions.push(Prisma.sql`h.class = any(${query.class})`);
  if (query.status !== undefined) conditions.push(Prisma.sql`h.status = any(${query.status})`);
  const where = Prisma.join(conditions, ' and ');
  const sort = SORTS[whole || OPEN_SORTS.includes(query.sort) ? query.sort : 'name'];
  const direction = query.order === 'desc' ? Prisma.sql`desc` : Prisma.sql`asc`;
  const [rows, counted] = await Promise.all([
    db.$queryRaw<unknown[]>`
      with ${hostCounts(actor)} select ${HOST_COLUMNS} from ${HOST_FROM} where ${where}
      order by ${sort} ${direction} nulls last, h.name limit ${query.pageSize} offset ${(query.page - 1) * query.pageSize}`,
    db.$queryRaw<{ total: number }[]>`
      with ${hostCounts(actor)} select count(*)::int as total from ${HOST_FROM} where ${where}`,
  ]);
  return {
    items: z
      .array(HostRow)
      .parse(rows)
      .map((row) => hostSummary(row, actor)),
    total: counted[0]?.total ?? 0,
    page: query.page,
    pageSize: query.pageSize,
  };
}
