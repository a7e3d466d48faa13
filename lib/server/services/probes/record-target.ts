/** What every change of a target leaves behind: its audit row, its probes' states, and the event that pages look again by. */
import type { EventBody } from '@/lib/contracts/events';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import { AppError } from '@/lib/domain/errors';
import { domainId } from '@/lib/domain/ids';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { alarmOfProbes, settleProbeAlarm } from './probe-alarm';
import { nameOf, type TargetRow, voOf } from './target-rows';

export async function recordTarget(
  tx: Tx,
  context: ServiceContext,
  action: AuditedRouteId,
  before: TargetRow | undefined,
  after: TargetRow | undefined,
): Promise<void> {
  const either = after ?? before;
  if (either === undefined) return;
  await writeAudit(tx, context, {
    action,
    scope: 'probes:write',
    subjectType: 'probe-target',
    subjectId: either.id,
    subjectName: nameOf(either),
    vo: voOf(either) ?? undefined,
    before: before === undefined ? undefined : facts(before),
    after: after === undefined ? undefined : facts(after),
  });
  const sql = sqlOfTx(tx);
  const target = { id: either.id, name: nameOf(either), domainId: either.domainId, vo: voOf(either) };
  if (after === undefined || !after.enabled) await settleProbeAlarm(sql, either.id, 'It is not probed any more.');
  else await alarmOfProbes(sql, target);
  const body: EventBody = {
    type: 'probe.changed',
    targetId: either.id,
    name: target.name,
    domainId: either.domainId === null ? null : domainId(either.domainId),
    probe: null,
    words: before === undefined ? 'is probed' : after === undefined ? 'is not probed any more' : 'is probed otherwise',
  };
  await appendEvents(sql, [{ body, vo: target.vo ?? undefined }]);
}

/** A state for each of its probes, due at once where it is new; what it has no more is forgotten. */
export async function keepStates(tx: Tx, targetId: string, probes: readonly string[], now: Date): Promise<void> {
  await tx.probeState.deleteMany({ where: { targetId, probe: { notIn: [...probes] } } });
  await tx.probeState.createMany({
    data: probes.map((probe) => ({ targetId, probe, nextDueAt: now })),
    skipDuplicates: true,
  });
}

/** Never the key, and of the certificates that they are there. */
const facts = (row: TargetRow): Record<string, unknown> => ({
  roles: row.roles,
  address: row.address,
  ports: row.ports,
  tlsName: row.tlsName,
  queue: row.queue,
  dataPath: row.dataPath,
  nodeName: row.nodeName,
  trustedCa: row.trustedCa !== null,
  identity: row.clientCertificate !== null,
  probes: row.probes,
  intervalSeconds: row.intervalSeconds,
  heavyIntervalSeconds: row.heavyIntervalSeconds,
  tiny: row.tiny,
  enabled: row.enabled,
});

export const targetTaken = (name: string | null): AppError => {
  const field = name === null ? 'domainId' : 'name';
  const message = name === null ? 'this domain is probed already' : `there is a native service called ${name} already`;
  return new AppError('conflict', `${field}: ${message}`, { fields: [{ field, message }] });
};
export const targetChanged = (version: number): AppError =>
  new AppError('conflict', 'Somebody changed this target since you read it. Read it again and repeat your edit.', {
    detail: { version },
  });
