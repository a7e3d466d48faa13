/** What every change of a site leaves behind: its audit row, and the event that pages look again by. */
import { type AuditedRouteId, routes } from '@/lib/contracts/routes';
import type { Scope } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Tx } from '@/lib/server/db/client';
import type { Site } from '@/lib/server/db/generated/client';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';

export async function recordSite(
  tx: Tx,
  context: ServiceContext,
  action: AuditedRouteId,
  site: Pick<Site, 'id' | 'name' | 'vos' | 'revision'>,
  words: string,
  reason?: string,
): Promise<void> {
  // Of several VOs at once nothing is told to who is bound to one.
  const vo = site.vos.length === 1 ? site.vos[0] : undefined;
  await writeAudit(tx, context, {
    action,
    scope: scopeOf(action),
    subjectType: 'site',
    subjectId: site.id,
    subjectName: site.name,
    vo,
    reason,
    after: { revision: site.revision, words },
  });
  await appendEvent(tx, { type: 'site.changed', siteId: site.id, name: site.name, words }, { vo });
}

export const changedMeanwhile = (version: number): AppError =>
  new AppError('conflict', 'Somebody changed this site since you read it. Read it again and repeat your edit.', {
    detail: { version },
  });

/** By what the route asks for. */
function scopeOf(action: AuditedRouteId): Scope {
  const { access } = routes[action];
  return access === 'public' || access === 'signed-in' ? 'sites:read' : access;
}
