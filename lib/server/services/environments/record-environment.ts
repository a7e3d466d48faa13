import type { EnvironmentBody } from '@/lib/contracts/environments';
import type { AuditedRouteId } from '@/lib/contracts/routes';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Tx } from '@/lib/server/db/client';
import type { Environment } from '@/lib/server/db/generated/client';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { requireKnown } from './require-known';

/** A version's row, its audit, and the word that there is one. @throws AppError as `requireKnown` */
export async function writeVersion(
  tx: Tx,
  context: ServiceContext,
  written: {
    readonly action: AuditedRouteId;
    readonly name: string;
    readonly version: number;
    readonly body: EnvironmentBody;
    readonly reason: string | undefined;
  },
): Promise<Environment> {
  const { name, version, body } = written;
  await requireKnown(tx, context, body);
  const row = await tx.environment.create({
    data: {
      name,
      version,
      body,
      vos: [...body.vos],
      createdByName: context.actor.name,
      createdAt: context.now(),
    },
  });
  await recordEnvironment(tx, context, { ...written, row, words: `has version ${version}` });
  return row;
}

export async function recordEnvironment(
  tx: Tx,
  context: ServiceContext,
  done: {
    readonly action: AuditedRouteId;
    readonly row: Environment;
    readonly reason: string | undefined;
    readonly words: string;
  },
): Promise<void> {
  const { action, row, reason, words } = done;
  await writeAudit(tx, context, {
    action,
    scope: 'environments:write',
    subjectType: 'environment',
    subjectId: row.id,
    subjectName: `${row.name} ${row.version}`,
    reason,
    after: { version: row.version, body: row.body, retiredAt: row.retiredAt },
  });
  await appendEvent(tx, { type: 'environment.changed', name: row.name, words }, {});
}
