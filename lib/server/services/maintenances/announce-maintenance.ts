import type { z } from 'zod';
import type { AnnounceMaintenance, Maintenance } from '@/lib/contracts/maintenances';
import { AppError, type FieldError } from '@/lib/domain/errors';
import { LEASE_AHEAD_MAX_MS } from '@/lib/domain/lease';
import { PAST_START_MS } from '@/lib/domain/lease-terms';
import { momentWords } from '@/lib/utils/utc-words';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { MINUTE_MS } from '@/lib/utils/time';
import { MAINTENANCE_PARTS, maintenanceBody, timesOf } from './maintenance-rows';
import { auditMaintenance, tellMaintenance } from './record-maintenance';
import { tellTouchedVos } from './tell-vos';

/**
 * Announces work on a host. The VOs that it touches are told in the same transaction. Nothing is moved or switched off by it: that is the
 * business of drains, which say how the announcement stands.
 * @throws AppError `forbidden`, `not-found`, `bad-request` with every field that cannot be, `conflict` where another of the host is at that time
 */
export async function announceMaintenance(options: {
  readonly context: ServiceContext;
  readonly input: AnnounceMaintenance;
}): Promise<z.input<typeof Maintenance>> {
  const { context, input } = options;
  const { actor, db } = context;
  requireScope(actor, 'leases:approve');
  const now = context.now();
  const wish = readWish(input, now);
  return await db.$transaction(async (tx) => {
    const { hostId } = input;
    const host = await tx.host.findUnique({ where: { id: hostId }, select: { name: true } });
    if (host === null) throw notFound('host');
    // Of two for the same time one is announced: who comes second waits, and finds the first.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`gridbox maintenance ${hostId}`}, 0))`;
    await requireFree(tx, { hostId, hostName: host.name, ...wish });
    const { endsAt: _end, ...data } = wish;
    const made = await tx.maintenance.create({
      data: { ...data, hostId, hostName: host.name, announcedByName: actor.name, announcedAt: now },
      include: MAINTENANCE_PARTS,
    });
    const { row, told } = await tellTouchedVos(tx, made, now);
    await auditMaintenance(tx, context, {
      action: 'announceMaintenance',
      row,
      reason: row.reason,
      after: { ...data, vos: told },
    });
    const body = await maintenanceBody(tx, actor, row, now);
    await tellMaintenance(tx, row, told, 'is announced');
    return body;
  });
}

function readWish(input: AnnounceMaintenance, now: Date) {
  const typed = new Date(input.startsAt);
  const startsAt = typed < now && now.getTime() - typed.getTime() <= PAST_START_MS ? now : typed;
  const deferrableUntilAt = input.deferrableUntilAt === undefined ? null : new Date(input.deferrableUntilAt);
  const answersDueAt = input.answersDueAt === undefined ? startsAt : new Date(input.answersDueAt);
  const fields: FieldError[] = [];
  const bad = (field: string, message: string): void => void fields.push({ field, message });
  if (startsAt < now) bad('startsAt', 'is in the past');
  if (startsAt.getTime() > now.getTime() + LEASE_AHEAD_MAX_MS) bad('startsAt', 'must be within a year');
  if (deferrableUntilAt !== null && deferrableUntilAt <= startsAt) bad('deferrableUntilAt', 'must be after the begin');
  if (deferrableUntilAt !== null && deferrableUntilAt.getTime() > now.getTime() + LEASE_AHEAD_MAX_MS)
    bad('deferrableUntilAt', 'must be within a year');
  if (answersDueAt > startsAt) bad('answersDueAt', 'must not be after the begin: it would begin before the answers');
  if (input.answersDueAt !== undefined && answersDueAt <= now) bad('answersDueAt', 'must be ahead');
  const [first] = fields;
  if (first !== undefined) throw new AppError('bad-request', `${first.field}: ${first.message}`, { fields });
  return {
    startsAt,
    endsAt: new Date(startsAt.getTime() + input.lengthMinutes * MINUTE_MS),
    lengthMinutes: input.lengthMinutes,
    deferrableUntilAt,
    answersDueAt,
    reason: input.reason,
  };
}

async function requireFree(
  tx: Tx,
  wish: { readonly hostId: string; readonly hostName: string; readonly startsAt: Date; readonly endsAt: Date },
): Promise<void> {
  const others = await tx.maintenance.findMany({
    where: { hostId: wish.hostId, cancelledAt: null },
    include: MAINTENANCE_PARTS,
  });
  const other = others.find((row) => {
    const { startsAt, endsAt } = timesOf(row);
    return startsAt < wish.endsAt && endsAt > wish.startsAt;
  });
  if (other === undefined) return;
  const { startsAt, endsAt } = timesOf(other);
  throw new AppError(
    'conflict',
    `Maintenance of ${wish.hostName} is announced already from ${momentWords(startsAt.getTime())} to ${momentWords(endsAt.getTime())}. Cancel it first, or take another time.`,
    { detail: { maintenanceId: other.id } },
  );
}
