import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';

/** Revokes an own token; its next use is refused. Doing it twice is one revocation. @throws AppError `not-found`. */
export async function revokeToken(options: { readonly context: ServiceContext; readonly id: string }): Promise<void> {
  const { context, id } = options;
  requireScope(context.actor, 'tokens:own');
  await context.db.$transaction(async (tx) => {
    const token = await tx.apiToken.findFirst({ where: { id, userId: context.actor.userId } });
    if (token === null) throw notFound('token');
    const revoked = await tx.apiToken.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: context.now() },
    });
    if (revoked.count === 0) return;
    await writeAudit(tx, context, {
      action: 'revokeToken',
      scope: 'tokens:own',
      subjectType: 'token',
      subjectId: id,
      subjectName: token.name,
    });
  });
}
