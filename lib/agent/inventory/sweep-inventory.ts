import type { AgentPorts } from '@/lib/agent/ports';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import { sqlOfPool } from '@/lib/server/db/sql';
import { confirmSplitBrain } from './confirm-split-brain';

/** Marks domains that no host reports, unless a migration of ours is on its way with them, and tells it. */
export async function markMissing(ports: AgentPorts, ids?: readonly string[]): Promise<void> {
  await sqlOfPool(ports.pool).query(MARK_MISSING, [ids === undefined ? null : [...ids]]);
}

const MARK_MISSING = `
  with missing as (
    update "Domain" d set "missingSince" = now() where d."missingSince" is null and ($1::uuid[] is null or d."id" = any($1::uuid[]))
      and not exists (select 1 from "DomainSighting" s where s."domainId" = d."id")
      and not exists (select 1 from "Operation" o where o."domainId" = d."id" and o."state" = 'running' and o."kind" = 'migrate-domain')
    returning *
  )
  select gridbox_append_events(jsonb_agg(jsonb_build_object('vo', "vo", 'body', jsonb_build_object('type', 'domain.missing',
    'domainId', "id", 'domainName', "name", 'hostId', "hostId")))) from missing having count(*) > 0`;

/** The net under the events: what is missing, and who runs twice. */
export async function sweepInventory(ports: AgentPorts, directory: HostDirectory): Promise<void> {
  await markMissing(ports);
  const suspects = await sqlOfPool(ports.pool).query<{ id: string }>(SUSPECTS);
  await Promise.all(suspects.map(async ({ id }) => await confirmSplitBrain(ports, directory, id)));
}

const SUSPECTS = `
  select s."domainId"::text as "id" from "DomainSighting" s join "Domain" d on d."id" = s."domainId"
  where s."state" in ('running', 'shutting-down') and not d."splitBrain"
    and not exists (select 1 from "Operation" o where o."domainId" = d."id" and o."state" = 'running' and o."kind" = 'migrate-domain')
  group by s."domainId" having count(*) > 1 limit 50`;
