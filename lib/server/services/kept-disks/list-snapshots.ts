import type { z } from 'zod';
import { EnvironmentBody } from '@/lib/contracts/environments';
import type { ListSnapshotsQuery, SnapshotPage } from '@/lib/contracts/leases';
import { UNMADE_STATES } from '@/lib/domain/lease';
import { keptName } from '@/lib/domain/lease-ending';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { findEnvironment } from '@/lib/server/services/environments/environment-rows';
import { visibleLeases } from '@/lib/server/services/leases/lease-rows';
import { keptBody } from '@/lib/server/services/leases/kept-rows';
import { startsFromImage } from '@/lib/server/services/leases/require-snapshot';

/** Of the VOs that the actor sees. @throws AppError `forbidden`, `not-found` for an environment that it does not see */
export async function listSnapshots(options: {
  readonly context: ServiceContext;
  readonly query: ListSnapshotsQuery;
}): Promise<z.input<typeof SnapshotPage>> {
  const { context, query } = options;
  const { db, actor } = context;
  requireScope(actor, 'leases:read');
  const environment =
    query.environmentId === undefined
      ? undefined
      : EnvironmentBody.parse((await findEnvironment(db, actor, query.environmentId)).body);
  // What one VO may have kept is bounded in bytes, and so is their number; what an image is only its body says.
  const rows = await db.keptDisk.findMany({
    where: {
      AND: [visibleLeases(actor), query.vo === undefined ? {} : { vo: query.vo }],
      state: 'kept',
      keptUntil: { gt: context.now() },
      lease: { atEnd: 'snapshot' },
    },
    include: {
      lease: { select: { id: true, number: true, environment: true } },
      started: { where: { state: { in: [...UNMADE_STATES] } }, select: { number: true }, orderBy: { number: 'asc' } },
    },
    orderBy: [{ keptAt: 'desc' }, { domainName: 'asc' }, { target: 'asc' }],
  });
  const items = rows.flatMap((row): z.input<typeof SnapshotPage>['items'] => {
    const kept = keptBody(row);
    const made = EnvironmentBody.parse(row.lease.environment.body);
    if (kept === undefined || (environment !== undefined && !startsFromImage(environment, made))) return [];
    const { goneAt: _gone, ...rest } = kept;
    const { id, name, version } = row.lease.environment;
    return [
      {
        ...rest,
        name: keptName(row),
        vo: row.vo,
        lease: { id: row.lease.id, number: row.lease.number },
        environment: { id, name, version },
        role: made.role,
        os: made.os,
        format: 'qcow2' as const,
        neededBy: row.started.map(({ number }) => number),
      },
    ];
  });
  const from = (query.page - 1) * query.pageSize;
  return {
    items: items.slice(from, from + query.pageSize),
    total: items.length,
    page: query.page,
    pageSize: query.pageSize,
  };
}
