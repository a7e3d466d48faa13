import { writeAudit } from '@/lib/server/audit/write-audit';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { lockAdministrators, requireAnAdministrator } from './guard-administrators';

/**
 * Deletes an account with its sessions and tokens. What it did stays in the audit under its name.
 * @throws AppError `not-found`, `refused` (the last administrator).
 */
export async function removeUser(options: { readonly context: ServiceContext; readonly id: string }): Promise<void> {
  const { context, id } = options;
  requireScope(context.actor, 'users:manage');
  await context.db.$transaction(async (tx) => {
    await lockAdministrators(tx);
    const user = await tx.user.findUnique({ where: { id } });
    if (user === null) throw notFound('account');
    await tx.user.delete({ where: { id } });
    await requireAnAdministrator(tx);
    await writeAudit(tx, context, {
      action: 'removeUser',
      scope: 'users:manage',
      subjectType: 'user',
      subjectId: id,
      subjectName: user.email,
      before: { name: user.name, role: user.role, vos: user.vos },
    });
  });
}
