/** Two hosts seem to run one domain: both are asked again, at once and directly, before anybody is alarmed. */
import type { AgentPorts } from '@/lib/agent/ports';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import { domainId } from '@/lib/domain/ids';
import { LOOK_DEADLINE_MS } from '@/lib/agent/tunables';
import { inTransaction, sqlOfPool } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import type { DomainState } from '@/lib/domain/domain';
import { raiseAlarm } from './alarms';
import { claimsToRun } from './decide-holder';

interface SuspectRow {
  readonly hostId: string;
  readonly hostName: string;
}

/** @returns true where it is a split brain, now flagged and alarmed. */
export async function confirmSplitBrain(
  ports: AgentPorts,
  directory: Pick<HostDirectory, 'link'>,
  id: string,
): Promise<boolean> {
  const sql = sqlOfPool(ports.pool);
  const seen = await sql.query<SuspectRow>(
    `select s."hostId"::text as "hostId", h."name" as "hostName" from "DomainSighting" s join "Host" h on h."id" = s."hostId"
     where s."domainId" = $1::uuid and s."state" in ('running', 'shutting-down') and h."status" = 'up'`,
    [id],
  );
  const answers = await Promise.all(
    seen.map(async (host) => ({ ...host, runs: await runsThere(directory, host.hostId, id) })),
  );
  const running = answers.filter((answer) => answer.runs);
  if (running.length < 2) return false;
  const hosts = running.map((host) => host.hostName).sort();
  const raised = await inTransaction(ports.pool, async (tx) => {
    const flagged = await tx.query<{ name: string; hostId: string | null; state: DomainState; vo: string | null }>(
      `update "Domain" d set "splitBrain" = true where d."id" = $1::uuid and not exists (
         select 1 from "Operation" o where o."domainId" = d."id" and o."state" = 'running' and o."kind" = 'migrate-domain'
           and o."hostId" = any($2::uuid[]) and o."targetHostId" = any($2::uuid[]))
       returning d."name", d."hostId"::text as "hostId", d."state", d."vo"`,
      [id, running.map((host) => host.hostId)],
    );
    const domain = flagged[0];
    if (domain === undefined) return undefined;
    const sentence = `${domain.name} runs on ${hosts.join(' and ')} at once. Its disks may be written by both.`;
    const isNew = await raiseAlarm(tx, {
      kind: 'split-brain',
      domainId: id,
      vo: domain.vo ?? undefined,
      sentence,
      remedy:
        'Find out which copy is the real one, force the other off, then resolve this alarm. Until then starting and migrating are blocked.',
      detail: { hosts: running.map((host) => host.hostId) },
    });
    await appendEvents(tx, [
      {
        vo: domain.vo ?? undefined,
        body: {
          type: 'domain.changed',
          domainId: domainId(id),
          domainName: domain.name,
          hostId: null,
          state: domain.state,
          previousState: domain.state,
        },
      },
    ]);
    return isNew ? sentence : undefined;
  });
  if (raised !== undefined) ports.emit({ type: 'alarm.raised', kind: 'split-brain', sentence: raised });
  return raised !== undefined;
}

async function runsThere(directory: Pick<HostDirectory, 'link'>, hostId: string, id: string): Promise<boolean> {
  try {
    const connection = await directory.link(hostId)?.connection();
    const reading = await connection?.readDomain(domainId(id), { deadlineMs: LOOK_DEADLINE_MS });
    return reading !== undefined && claimsToRun(reading.state);
  } catch {
    // A host that does not answer says nothing; when it does, its whole reading raises the suspicion again.
    return false;
  }
}
