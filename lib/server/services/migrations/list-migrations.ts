import type { z } from 'zod';
import type { ListMigrationsQuery, MigrationPage } from '@/lib/contracts/migrations';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Prisma } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { migrationSummary } from './migration-rows';

/** Migrations, newest first; a VO admin's are those of the own VOs' domains. */
export async function listMigrations(options: {
  readonly context: ServiceContext;
  readonly query: ListMigrationsQuery;
}): Promise<z.input<typeof MigrationPage>> {
  const { context, query } = options;
  const { actor, db } = context;
  requireScope(actor, 'migrations:read');
  const where: Prisma.MigrationWhereInput = {
    ...(actor.vos === undefined ? {} : { vo: { in: [...actor.vos] } }),
    ...(query.state === undefined ? {} : { operation: { state: { in: query.state } } }),
    ...(query.domain === undefined ? {} : { domainId: query.domain }),
    ...(query.host === undefined ? {} : { OR: [{ sourceHostId: query.host }, { targetHostId: query.host }] }),
  };
  const [rows, total] = await Promise.all([
    db.migration.findMany({
      where,
      include: { operation: true },
      orderBy: [{ createdAt: 'desc' }, { operationId: 'asc' }],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    db.migration.count({ where }),
  ]);
  const sources = [...new Set(rows.flatMap((row) => row.sourceHostId ?? []))];
  const found = await db.host.findMany({
    where: { id: { in: sources } },
    select: { id: true, hypervisor: true, capabilities: true },
  });
  const hosts = new Map(found.map((host) => [host.id, host]));
  return {
    items: rows.map((row) => migrationSummary(row, hosts.get(row.sourceHostId ?? ''))),
    total,
    page: query.page,
    pageSize: query.pageSize,
  };
}
