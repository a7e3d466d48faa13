import { z } from 'zod';
import type { Testbed } from '@/lib/contracts/testbed';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { visibleTo } from '@/lib/server/services/domains/domain-filter';
import { ACTIVE_OPERATIONS, DOMAIN_FROM } from '@/lib/server/services/domains/domain-rows';
import {
  HOST_COLUMNS,
  HOST_FROM,
  hostCounts,
  HostRow,
  hostSummary,
  visibleHosts,
} from '@/lib/server/services/hosts/host-rows';
import { visibleAlarms } from '@/lib/server/services/alarms/alarm-rows';

type Tile = z.input<typeof Testbed>['domains'][number];

/**
 * Everything the map draws. Three statements at once; the domains, 20,000 at the design's size, leave the database as
 * one JSON text, which is read several times faster than as many rows.
 */
export async function readTestbed({ context }: { readonly context: ServiceContext }): Promise<z.input<typeof Testbed>> {
  const { actor, db, now } = context;
  requireScope(actor, 'domains:read');
  const [hosts, tiles, counts] = await Promise.all([
    db.$queryRaw<unknown[]>`
      with ${hostCounts(actor)} select ${HOST_COLUMNS} from ${HOST_FROM} where ${visibleHosts(actor)} order by h.name`,
    db.$queryRaw<{ tiles: string }[]>`
      with ${ACTIVE_OPERATIONS}
      select coalesce(json_agg(tile), '[]')::text as tiles from (
        select d.id, d.name, d."hostId", d.simulated, d.state, (h.status is distinct from 'up') as stale,
          to_char(d."missingSince" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "missingSince",
          d."splitBrain", d."memoryKiB", d.vcpus, coalesce(d.roles, '{}') as roles, d.vo, d.architecture,
          case when op.id is not null then json_build_object('id', op.id, 'kind', op.kind, 'state', op.state,
            'progress', op.progress, 'targetHostId', op."targetHostId", 'stage', op.stage) end as operation
        from ${DOMAIN_FROM} where ${visibleTo(actor)} order by d.name, d.id
      ) tile`,
    db.$queryRaw<{ alarms: number; moving: number }[]>`
      select
        (select count(*)::int from "Alarm" a where a."resolvedAt" is null and ${visibleAlarms(actor)}) as alarms,
        (select count(*)::int from "Operation" o where o.state = 'running' and o.kind = 'migrate-domain'
          and ${visibleTo(actor, 'o')}) as moving`,
  ]);
  return {
    at: now().toISOString(),
    hosts: z
      .array(HostRow)
      .parse(hosts)
      .map((row) => hostSummary(row, actor)),
    // Its shape is the statement's above, and the contract parses it on the way out.
    domains: JSON.parse(tiles[0]?.tiles ?? '[]') as Tile[],
    openAlarms: counts[0]?.alarms ?? 0,
    movingCount: counts[0]?.moving ?? 0,
  };
}
