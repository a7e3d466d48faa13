/** The probes of a site's node: set up when it is made, by what its file says, and gone before it goes. */
import { randomUUID } from 'node:crypto';
import { PROBE_INTERVAL_SECONDS, PROBE_PORTS, PROBES, type ProbeId, type ProbePort } from '@/lib/domain/probe';
import { AppError } from '@/lib/domain/errors';
import { ProbeAddress, ProbeDataPath, ProbePorts } from '@/lib/domain/probe-endpoint';
import { DEFAULT_HEAVY_INTERVAL_SECONDS, DEFAULT_INTERVAL_SECONDS } from '@/lib/contracts/probes';
import { getConfig } from '@/lib/server/config';
import type { ServiceContext } from '@/lib/server/service-context';
import { sealIdentity } from '@/lib/server/services/probes/check-target';
import { keepStates, recordTarget } from '@/lib/server/services/probes/record-target';
import { removeProbeTarget } from '@/lib/server/services/probes/remove-target';
import { readTargetRow } from '@/lib/server/services/probes/target-rows';
import { memberIdentity } from '@/lib/server/services/sites/secrets/site-identities';
import type { CheckedSite, WantedDomain } from '@/lib/site/checked-site';
import { healthOf } from '@/lib/site/run/late-health';
import { durationSeconds } from '@/lib/site/schema/sizes';
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { contextOf, keeperOf, type RunWork } from './run-work';

/** Keys are drawn in it. */
const TARGET_TIMEOUT_MS = 30 * SECOND_MS;
/**
 * A probe that is asked with worker nodes is asked when they are there; where none comes, after this. Sooner, and a job would wait in the CE
 * while its other probes wait for the job.
 */
const LATE_DUE_MS = 15 * MINUTE_MS;

/** A small stand-in, by its own word: `vars: { tiny: true }`. */
export const isTiny = ({ software }: Pick<WantedDomain, 'software'>): boolean => software.vars['tiny'] === true;

/** Ports that its file gives as `vars`, e.g. `port-arc: 8443`; the guest reads them there as well, so that both agree. */
export function portsOf({ software }: Pick<WantedDomain, 'software'>): ProbePorts {
  const given = PROBE_PORTS.flatMap((port): [ProbePort, unknown][] => {
    const value = software.vars[`port-${port}`];
    return value === undefined ? [] : [[port, Number(value)]];
  });
  const parsed = ProbePorts.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new AppError('refused', `vars.port-${parsed.error.issues[0]?.path.join('.') ?? ''} is no port.`);
}

/** By its `liveness`; of probes that use a slot it says nothing. */
function intervalOf({ liveness }: CheckedSite['lifecycle']): number {
  if (liveness?.period === undefined) return DEFAULT_INTERVAL_SECONDS;
  const { shortest, longest } = PROBE_INTERVAL_SECONDS;
  return Math.min(Math.max(durationSeconds(liveness.period), shortest), longest);
}

/** Idempotent: two agents make one. @param late probes that are not asked at once. @returns the target's id */
export async function keepTarget(
  work: RunWork,
  domainId: string,
  wanted: WantedDomain,
  late: readonly ProbeId[],
): Promise<string> {
  const { db, run, site, now } = work;
  const context = contextOf(work);
  return await db.$transaction(
    async (tx) => {
      // One after the other: the second finds the first one's.
      await tx.$queryRaw`select 1 as "held" from "SiteRun" where "id" = ${run.id}::uuid for update`;
      const there = await tx.probeTarget.findUnique({ where: { domainId }, select: { id: true } });
      if (there !== null) return there.id;
      const id = randomUUID();
      const probes = healthOf(wanted);
      const member = await memberIdentity(keeperOf(tx, work));
      const sealed = sealIdentity(
        { certificate: member.certificatePem, key: member.keyPem },
        { secret: getConfig().secret, targetId: id },
      );
      const dataPath = ProbeDataPath.safeParse(wanted.software.vars['data-path']);
      await tx.probeTarget.create({
        data: {
          id,
          domainId,
          // What answers a probe plays its role: a CE with an information system of its own is asked as both.
          roles: [...new Set([wanted.role, ...probes.flatMap((probe) => PROBES[probe].roles.slice(0, 1))])],
          address: ProbeAddress.parse(wanted.address),
          ports: portsOf(wanted),
          queue: site.queues[wanted.vo ?? site.vos[0] ?? ''] ?? null,
          ...(dataPath.success ? { dataPath: dataPath.data } : {}),
          nodeName: wanted.name,
          trustedCa: member.caPem,
          ...sealed,
          probes: [...probes],
          intervalSeconds: intervalOf(site.lifecycle),
          heavyIntervalSeconds: DEFAULT_HEAVY_INTERVAL_SECONDS,
          tiny: isTiny(wanted),
          enabled: true,
          createdAt: now,
        },
      });
      await keepStates(tx, id, probes, now);
      await tx.probeState.updateMany({
        where: { targetId: id, probe: { in: [...late] } },
        data: { nextDueAt: new Date(now.getTime() + LATE_DUE_MS) },
      });
      await recordTarget(tx, context, 'createProbeTarget', undefined, await readTargetRow(tx, context.actor, id));
      return id;
    },
    { timeout: TARGET_TIMEOUT_MS },
  );
}

/** Its alarm is settled with it. */
export async function removeTarget(context: ServiceContext, domainId: string): Promise<void> {
  const target = await context.db.probeTarget.findUnique({ where: { domainId }, select: { id: true } });
  if (target === null) return;
  try {
    await removeProbeTarget({ context, id: target.id, ifMatch: undefined });
  } catch (error) {
    // Somebody else has removed it meanwhile.
    if (!AppError.is(error, 'not-found')) throw error;
  }
}
