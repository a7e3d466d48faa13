/**
 * Keeps each domain's definition as its host writes it, for the day on which that host is lost and cannot be asked any more.
 * Secrets are not in it: a domain that needs one (a password of its console, of a network disk) starts elsewhere without.
 */
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import type { AgentPorts } from '@/lib/agent/ports';
import { domainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import { sqlOfPool } from '@/lib/server/db/sql';

/** In one look; the next takes the others. */
const AT_A_TIME = 200;
/** Asked at once: a definition is one short call to a host that has others to answer. */
const AT_ONCE = 4;
/** One definition from one host. */
const READ_DEADLINE_MS = 5_000;

interface Changed {
  readonly id: string;
  readonly hostId: string;
  readonly hash: string;
}

export interface DefinitionKeeper {
  /** Reads what has changed since it was kept. */
  look(): Promise<void>;
}

export function createDefinitionKeeper(
  ports: Pick<AgentPorts, 'pool' | 'clock'>,
  directory: Pick<HostDirectory, 'link'>,
  owned: (hostId: string) => boolean,
): DefinitionKeeper {
  /** Hashes that a host would not give the text of: asked again when the definition is another. */
  const refused = new Map<string, string>();
  const sql = sqlOfPool(ports.pool);
  return {
    look: async () => {
      const changed = await sql.query<Changed>(CHANGED, [AT_A_TIME]);
      const ours = changed.filter(({ id, hostId, hash }) => owned(hostId) && refused.get(id) !== hash);
      const keep = async ({ id, hostId, hash }: Changed) => {
        try {
          const connection = await directory.link(hostId)?.connection();
          if (connection === undefined) return;
          const text = await connection.readDefinition(domainId(id), { stored: true, deadlineMs: READ_DEADLINE_MS });
          await sql.query(KEEP, [id, hostId, hash, text, ports.clock.now().toISOString()]);
          refused.delete(id);
        } catch (error) {
          if (!DriverError.is(error)) throw error;
          // Away or slow is another time's business; that it cannot be had is so until it changes.
          if (error.kind === 'unsupported' || error.kind === 'refused' || error.kind === 'not-found')
            refused.set(id, hash);
        }
      };
      const work = async () => {
        for (let next = ours.pop(); next !== undefined; next = ours.pop()) await keep(next);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
  };
}

const CHANGED = `
  select d."id"::text as "id", d."hostId"::text as "hostId", d."definitionHash" as "hash" from "Domain" d
  join "Host" h on h."id" = d."hostId" and h."status" = 'up'
  left join "KeptDefinition" k on k."domainId" = d."id"
  where d."definitionHash" is not null and d."missingSince" is null
    and (k."domainId" is null or k."hash" <> d."definitionHash" or k."hostId" <> d."hostId")
  order by k."readAt" nulls first, d."id" limit $1`;

const KEEP = `
  insert into "KeptDefinition" ("domainId", "hostId", "hash", "text", "readAt")
  select $1::uuid, $2::uuid, $3, $4, $5::timestamptz
  where exists (select 1 from "Domain" d where d."id" = $1::uuid and d."hostId" = $2::uuid)
  on conflict ("domainId") do update set "hostId" = excluded."hostId", "hash" = excluded."hash", "text" = excluded."text",
    "readAt" = excluded."readAt"`;
