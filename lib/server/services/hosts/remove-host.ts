import { AppError } from '@/lib/domain/errors';
import { domainId, hostId } from '@/lib/domain/ids';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { appendEvents, type NewEvent } from '@/lib/server/events/append-event';
import { sqlOfTx } from '@/lib/server/db/sql';
import type { ServiceContext } from '@/lib/server/service-context';

/**
 * Takes a host and the domains it holds out of Gridbox. On the host nothing changes: its domains run on, and adding it
 * again brings them back. Its migrations and audit stay.
 * @throws AppError `not-found`, `conflict` (another version), `refused` while operations work on it or a copy of an
 * undecided cold move lies there.
 */
export async function removeHost(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly ifMatch: number | undefined;
}): Promise<void> {
  const { context, id, ifMatch } = options;
  requireScope(context.actor, 'hosts:write');
  await context.db.$transaction(async (tx) => {
    const host = await tx.host.findUnique({ where: { id } });
    if (host === null) throw notFound('host');
    if (ifMatch !== undefined && ifMatch !== host.version) {
      throw new AppError('conflict', 'Somebody changed this host since you read it.', {
        detail: { version: host.version },
      });
    }
    const active = await tx.operation.findFirst({
      where: { state: { in: ['queued', 'running'] }, OR: [{ hostId: id }, { targetHostId: id }] },
      orderBy: { number: 'asc' },
    });
    if (active !== null)
      throw new AppError('refused', `"${active.title}" still works on this host; wait for its end or cancel it.`);
    const undecided = await tx.coldMove.findFirst({
      where: { stage: { in: ['awaiting', 'half-undone'] }, OR: [{ sourceHostId: id }, { targetHostId: id }] },
    });
    if (undecided !== null)
      throw new AppError(
        'refused',
        `The cold move of ${undecided.domainName} from ${undecided.sourceHostName} to ${undecided.targetHostName} is not decided yet; keep it or take it back first.`,
      );
    const domains = await tx.domain.findMany({ where: { hostId: id }, select: { id: true, name: true, vo: true } });
    const resolution = {
      resolvedAt: context.now(),
      resolvedBy: context.actor.name,
      note: 'The host was removed from Gridbox.',
    };
    await tx.alarm.updateMany({
      where: { resolvedAt: null, OR: [{ hostId: id }, { domainId: { in: domains.map((domain) => domain.id) } }] },
      data: resolution,
    });
    await tx.domain.deleteMany({ where: { hostId: id } });
    await tx.host.delete({ where: { id } });
    await writeAudit(tx, context, {
      action: 'removeHost',
      scope: 'hosts:write',
      subjectType: 'host',
      subjectId: id,
      subjectName: host.name,
      before: { name: host.name, uri: host.uri, class: host.class, domains: domains.length },
    });
    const events: NewEvent[] = domains.map((domain) => ({
      body: { type: 'domain.removed', domainId: domainId(domain.id), domainName: domain.name },
      vo: domain.vo ?? undefined,
    }));
    events.push({ body: { type: 'host.removed', hostId: hostId(id), hostName: host.name }, vo: undefined });
    await appendEvents(sqlOfTx(tx), events);
  });
}
