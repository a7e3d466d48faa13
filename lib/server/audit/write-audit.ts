import type { AuditedRouteId } from '@/lib/contracts/routes';
import type { Scope } from '@/lib/domain/access';
import { Prisma } from '@/lib/server/db/generated/client';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';

export interface AuditEntryInput {
  /** The route by which it was done. */
  readonly action: AuditedRouteId;
  readonly scope?: Scope | undefined;
  readonly subjectType: string;
  readonly subjectId?: string | undefined;
  readonly subjectName?: string | undefined;
  readonly vo?: string | undefined;
  readonly reason?: string | undefined;
  /** What it was and what it became; never secrets, not even sealed or hashed ones. */
  readonly before?: Record<string, unknown> | undefined;
  readonly after?: Record<string, unknown> | undefined;
}

/** Records an accepted write, in the transaction that makes it: there is no change without its row, and no row without its change. */
export async function writeAudit(tx: Tx, context: ServiceContext, entry: AuditEntryInput): Promise<void> {
  await tx.audit.create({
    data: {
      at: context.now(),
      actorId: context.actor.userId,
      actorName: context.actor.name,
      via: context.actor.via,
      action: entry.action,
      scope: entry.scope ?? null,
      subjectType: entry.subjectType,
      subjectId: entry.subjectId ?? null,
      subjectName: entry.subjectName ?? null,
      vo: entry.vo ?? null,
      reason: entry.reason ?? null,
      outcome: 'accepted',
      before: jsonOf(entry.before),
      after: jsonOf(entry.after),
      requestId: context.requestId,
      address: context.address ?? null,
    },
  });
}

/** Through text, so that what is kept is exactly what JSON can say: dates as ISO 8601, no undefined. */
function jsonOf(value: Record<string, unknown> | undefined): Prisma.InputJsonValue | typeof Prisma.DbNull {
  if (value === undefined) return Prisma.DbNull;
  // The outcome of JSON.parse is JSON.
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
}
