/**
 * Two hosts seem to run one domain: both are asked again, directly and twice, before anybody is alarmed. Somebody else's
 * migration (`virsh`, `xl`) is no split brain: on Xen both hosts call the domain running until the source has let go of it,
 * which took an emulated host more than a second.
 */
import type { AgentPorts } from '@/lib/agent/ports';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import { domainId } from '@/lib/domain/ids';
import { CONFIRM_SPLIT_BRAIN_AGAIN_AFTER_MS, LOOK_DEADLINE_MS } from '@/lib/agent/tunables';
import { inTransaction, sqlOfPool } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import type { DomainState } from '@/lib/domain/domain';
import { raiseAlarm } from '@/lib/server/inventory/alarms';
import { claimsToRun } from './decide-holder';

interface SuspectRow {
  readonly hostId: string;
  readonly hostName: string;
}

/** @returns true where it is a split brain, now flagged and alarmed. */
export async function confirmSplitBrain(
  ports: Pick<AgentPorts, 'pool' | 'clock' | 'emit'>,
  directory: Pick<HostDirectory, 'link'>,
  id: string,
): Promise<boolean> {
  if ((await askWhoRuns(ports, directory, id)).length < 2) return false;
  await ports.clock.sleep(CONFIRM_SPLIT_BRAIN_AGAIN_AFTER_MS);
  const running = await askWhoRuns(ports, directory, id);
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

/** The hosts on which it runs now; none where it is on its way between them. */
async function askWhoRuns(
  ports: Pick<AgentPorts, 'pool'>,
  directory: Pick<HostDirectory, 'link'>,
  id: string,
): Promise<SuspectRow[]> {
  const seen = await sqlOfPool(ports.pool).query<SuspectRow>(
    `select s."hostId"::text as "hostId", h."name" as "hostName" from "DomainSighting" s join "Host" h on h."id" = s."hostId"
     where s."domainId" = $1::uuid and s."state" in ('running', 'shutting-down') and h."status" = 'up'`,
    [id],
  );
  const answers = await Promise.all(
    seen.map(async (host) => ({ host, answer: await askHost(directory, host.hostId, id) })),
  );
  if (answers.some(({ answer }) => answer === 'on its way')) return [];
  return answers.flatMap(({ host, answer }) => (answer === 'runs' ? host : []));
}

async function askHost(
  directory: Pick<HostDirectory, 'link'>,
  hostId: string,
  id: string,
): Promise<'runs' | 'on its way' | 'does not run'> {
  try {
    const connection = await directory.link(hostId)?.connection();
    if (connection === undefined) return 'does not run';
    const call = { deadlineMs: LOOK_DEADLINE_MS };
    const [reading, job] = await Promise.all([
      connection.readDomain(domainId(id), { ...call, figures: false }),
      // Where no job can be asked for, none is known.
      connection.migrationJob(domainId(id), call).catch(() => undefined),
    ]);
    if (job !== undefined) return 'on its way';
    return reading !== undefined && claimsToRun(reading.state) ? 'runs' : 'does not run';
  } catch {
    // A host that does not answer says nothing; when it does, its whole reading raises the suspicion again.
    return 'does not run';
  }
}
