import { z } from 'zod';
import type { Maintenance } from '@/lib/contracts/maintenances';
import { type Actor, hasScope, refusalOf, type Scope, seesVo } from '@/lib/domain/access';
import { domainId, hostId } from '@/lib/domain/ids';
import {
  type AnnouncedMaintenance,
  answerRefusal,
  MAINTENANCE_ANSWERS,
  MAINTENANCE_STANDING_WORDS,
  type MaintenanceAnswer,
  maintenanceSpan,
  maintenanceStanding,
  voStanding,
} from '@/lib/domain/maintenance';
import { notFound } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { Prisma } from '@/lib/server/db/generated/client';
import { MINUTE_MS } from '@/lib/utils/time';
import { touchedVos } from './touched-vos';

export const MAINTENANCE_PARTS = { vos: { orderBy: { vo: 'asc' } } } as const satisfies Prisma.MaintenanceInclude;
export type MaintenanceRow = Prisma.MaintenanceGetPayload<{ include: typeof MAINTENANCE_PARTS }>;
type VoRow = MaintenanceRow['vos'][number];

/** Of another VO nothing is seen by who is bound to some. */
export const visibleMaintenances = (actor: Actor): Prisma.MaintenanceWhereInput =>
  actor.vos === undefined ? {} : { vos: { some: { vo: { in: [...actor.vos] } } } };

/** @throws AppError `not-found` where there is none, or none of the actor's VOs was told of it. */
export async function findMaintenance(db: Tx, actor: Actor, id: string): Promise<MaintenanceRow> {
  const row = await db.maintenance.findFirst({
    where: { id, ...visibleMaintenances(actor) },
    include: MAINTENANCE_PARTS,
  });
  if (row === null) throw notFound('maintenance');
  return row;
}

export const answerOf = ({ answer }: Pick<VoRow, 'answer'>): MaintenanceAnswer | null =>
  z.enum(MAINTENANCE_ANSWERS).nullable().parse(answer);

/** What begins when is reckoned with the answers of all VOs, whoever asks. */
export const announcedOf = (row: MaintenanceRow): AnnouncedMaintenance => ({
  startsAtMs: row.startsAt.getTime(),
  lengthMs: row.lengthMinutes * MINUTE_MS,
  deferrableUntilAtMs: row.deferrableUntilAt?.getTime() ?? null,
  answersDueAtMs: row.answersDueAt.getTime(),
  cancelled: row.cancelledAt !== null,
  vos: row.vos.map((vo) => ({ answer: answerOf(vo), deferUntilAtMs: vo.deferUntilAt?.getTime() ?? null })),
});

export function timesOf(row: MaintenanceRow): { readonly startsAt: Date; readonly endsAt: Date } {
  const { fromMs, untilMs } = maintenanceSpan(announcedOf(row));
  return { startsAt: new Date(fromMs), endsAt: new Date(untilMs) };
}

const verdict = (refused: string | undefined) =>
  refused === undefined ? ({ allowed: true } as const) : ({ allowed: false, reason: refused } as const);

export async function maintenanceBody(
  db: Tx,
  actor: Actor,
  row: MaintenanceRow,
  now: Date,
): Promise<z.input<typeof Maintenance>> {
  const announced = announcedOf(row);
  const times = timesOf(row);
  const vos = row.vos.filter(({ vo }) => seesVo(actor, vo));
  const touched = await touchedVos(
    db,
    { ...row, ...times },
    vos.map(({ vo }) => vo),
  );
  const standing = maintenanceStanding(announced, now.getTime());
  const refusedBy = (scope: Scope): string | undefined =>
    hasScope(actor, scope) ? undefined : refusalOf(actor.role, scope);
  const isOpen = standing === 'announced' || standing === 'under-way';
  const refusedTo = (vo: VoRow, answer: MaintenanceAnswer) =>
    verdict(refusedBy('leases:request') ?? answerRefusal(announced, { answer: answerOf(vo) }, answer, now.getTime()));
  return {
    id: row.id,
    hostId: hostId(row.hostId),
    hostName: row.hostName,
    reason: row.reason,
    standing,
    startsAt: times.startsAt.toISOString(),
    endsAt: times.endsAt.toISOString(),
    announcedStartsAt: row.startsAt.toISOString(),
    lengthMinutes: row.lengthMinutes,
    deferrableUntilAt: row.deferrableUntilAt?.toISOString() ?? null,
    answersDueAt: row.answersDueAt.toISOString(),
    announcedByName: row.announcedByName,
    announcedAt: row.announcedAt.toISOString(),
    cancelledAt: row.cancelledAt?.toISOString() ?? null,
    cancelledByName: row.cancelledByName,
    vos: vos.map((vo) => ({
      vo: vo.vo,
      toldAt: vo.toldAt.toISOString(),
      standing: voStanding({ answer: answerOf(vo) }, announced.answersDueAtMs, now.getTime()),
      deferUntilAt: vo.deferUntilAt?.toISOString() ?? null,
      words: vo.words,
      answeredByName: vo.answeredByName,
      answeredAt: vo.answeredAt?.toISOString() ?? null,
      domains: (touched.get(vo.vo)?.domains ?? []).map(({ id, name }) => ({ id: domainId(id), name })),
      leases: [...(touched.get(vo.vo)?.leases ?? [])],
      can: { consent: refusedTo(vo, 'consent'), defer: refusedTo(vo, 'defer') },
    })),
    can: {
      cancel: verdict(
        refusedBy('leases:approve') ?? (isOpen ? undefined : `It is ${MAINTENANCE_STANDING_WORDS[standing]}.`),
      ),
    },
    version: row.version,
  };
}
