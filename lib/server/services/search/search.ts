import type { z } from 'zod';
import type { SearchResult } from '@/lib/contracts/testbed';
import { hasScope } from '@/lib/domain/access';
import { requireScope } from '@/lib/server/auth/require-scope';
import { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { escapeLike, visibleTo } from '@/lib/server/services/domains/domain-filter';
import { hostCounts, HOST_FROM, visibleHosts } from '@/lib/server/services/hosts/host-rows';

/** Of each kind; a palette shows a handful, and more typing finds the rest. */
const RESULTS_PER_KIND = 8;

type Item = z.input<typeof SearchResult>['items'][number];
type Row = Omit<Item, 'kind'>;

/** Domains, hosts and operations whose name contains the words; names that begin with them first. */
export async function search(options: {
  readonly context: ServiceContext;
  readonly q: string;
}): Promise<z.input<typeof SearchResult>> {
  const { context, q } = options;
  const { actor, db } = context;
  requireScope(actor, 'domains:read');
  const anywhere = `%${escapeLike(q)}%`;
  const first = `${escapeLike(q)}%`;
  const none = Promise.resolve<Row[]>([]);
  const [domains, hosts, operations] = await Promise.all([
    db.$queryRaw<Row[]>`
      select d.id::text, d.name, d.state || coalesce(' on ' || h.name, '') || coalesce(' · ' || d.vo, '') as detail
      from "Domain" d left join "Host" h on h.id = d."hostId"
      where ${visibleTo(actor)} and (d.name ilike ${anywhere} or d.id::text ilike ${first})
      order by (d.name ilike ${first}) desc, d.name, d.id limit ${RESULTS_PER_KIND}`,
    db.$queryRaw<Row[]>`
      with ${hostCounts(actor)}
      select h.id::text, h.name, h.class || ' · ' || h.status as detail from ${HOST_FROM}
      where ${visibleHosts(actor)} and h.name ilike ${anywhere}
      order by (h.name ilike ${first}) desc, h.name limit ${RESULTS_PER_KIND}`,
    hasScope(actor, 'operations:read')
      ? db.$queryRaw<Row[]>`
          select o.id::text, o.title as name, o.state as detail from "Operation" o
          where ${operationsVisible(actor.vos)} and o.title ilike ${anywhere} order by o.number desc limit ${RESULTS_PER_KIND}`
      : none,
  ]);
  return {
    items: [
      ...domains.map((row) => ({ kind: 'domain' as const, ...row })),
      ...hosts.map((row) => ({ kind: 'host' as const, ...row })),
      ...operations.map((row) => ({ kind: 'operation' as const, ...row })),
    ],
  };
}

const operationsVisible = (vos: readonly string[] | undefined): Prisma.Sql =>
  vos === undefined ? Prisma.sql`true` : Prisma.sql`o.vo = any(${[...vos]})`;
