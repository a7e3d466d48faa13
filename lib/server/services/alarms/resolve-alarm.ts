import type { z } from 'zod';
import type { Alarm, EventBody, ResolveAlarm } from '@/lib/contracts/events';
import { ACTIVE_STATES, DOMAIN_STATES } from '@/lib/domain/domain';
import { AppError } from '@/lib/domain/errors';
import { alarmId, domainId, hostId } from '@/lib/domain/ids';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope, requireVisible } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { appendEvents } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { ALARM_COLUMNS, ALARM_FROM, alarmBody, AlarmRow } from './alarm-rows';

/**
 * Closes an alarm with a note. For a split brain it also lifts the block on the domain and takes the host that the
 * operator names for the holder. It touches no hypervisor: stopping the other copy is the operator's own next step, and
 * while both still run the inventory raises the alarm again.
 * @throws AppError `not-found`, `conflict` where it is closed already, `bad-request` where the true copy must be named.
 */
export async function resolveAlarm(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: z.output<typeof ResolveAlarm>;
}): Promise<z.input<typeof Alarm>> {
  const { context, id, input } = options;
  const { actor } = context;
  requireScope(actor, 'alarms:resolve');
  return await context.db.$transaction(async (tx) => {
    const before = requireVisible(actor, 'alarm', await readAlarm(tx, id));
    const kept = before.kind === 'split-brain' ? await keepCopy(tx, before, input.keepHostId) : undefined;
    const closed = await tx.alarm.updateMany({
      where: { id, resolvedAt: null },
      data: { resolvedAt: context.now(), resolvedBy: actor.name, note: input.note },
    });
    if (closed.count === 0) throw new AppError('conflict', 'This alarm is closed already.');
    const after = requireVisible(actor, 'alarm', await readAlarm(tx, id));
    await writeAudit(tx, context, {
      action: 'resolveAlarm',
      scope: 'alarms:resolve',
      subjectType: 'alarm',
      subjectId: id,
      subjectName: before.sentence,
      vo: before.vo ?? undefined,
      reason: input.note,
      after: {
        kind: before.kind,
        domainId: before.domainId,
        ...(kept === undefined ? {} : { keepHostId: input.keepHostId }),
      },
    });
    const resolved: EventBody = {
      type: 'alarm.resolved',
      alarmId: alarmId(id),
      kind: before.kind,
      domainId: before.domainId === null ? null : domainId(before.domainId),
      hostId: before.hostId === null ? null : hostId(before.hostId),
      sentence: before.sentence,
    };
    const vo = before.vo ?? undefined;
    await appendEvents(
      sqlOfTx(tx),
      [resolved, ...(kept === undefined ? [] : [kept])].map((body) => ({ body, vo })),
    );
    return alarmBody(after);
  });
}

async function readAlarm(tx: Tx, id: string): Promise<AlarmRow | undefined> {
  const rows = await tx.$queryRaw<unknown[]>`select ${ALARM_COLUMNS} from ${ALARM_FROM} where a.id = ${id}::uuid`;
  return rows[0] === undefined ? undefined : AlarmRow.parse(rows[0]);
}

/** Lifts the block; where several hosts still claim the domain, the one that was named becomes its holder. */
async function keepCopy(tx: Tx, alarm: AlarmRow, keepHostId: string | undefined): Promise<EventBody | undefined> {
  if (alarm.domainId === null) return undefined;
  const domain = await tx.domain.findUnique({ where: { id: alarm.domainId }, include: { sightings: true } });
  if (domain === null) return undefined;
  const active = domain.sightings.filter((sighting) => ACTIVE_STATES.some((state) => state === sighting.state));
  const kept = active.find((sighting) => sighting.hostId === keepHostId);
  if (active.length > 1 && kept === undefined) {
    const message = 'name the host whose copy is the real one, of those that claim the domain';
    throw new AppError('bad-request', `keepHostId: ${message}`, { fields: [{ field: 'keepHostId', message }] });
  }
  const after = await tx.domain.update({
    where: { id: domain.id },
    data: { splitBrain: false, ...(kept === undefined ? {} : { hostId: kept.hostId, state: kept.state }) },
  });
  const state = DOMAIN_STATES.find((word) => word === after.state) ?? 'unknown';
  return {
    type: 'domain.changed',
    domainId: domainId(domain.id),
    domainName: domain.name,
    hostId: after.hostId === null ? null : hostId(after.hostId),
    state,
    previousState: DOMAIN_STATES.find((word) => word === domain.state) ?? null,
  };
}
