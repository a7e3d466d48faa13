import type { UpdateUser } from '@/lib/contracts/access';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { prepareOneTimePassword } from '@/lib/server/auth/make-account';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { lockAdministrators, requireAnAdministrator } from './guard-administrators';
import { userBody } from './user-body';

/**
 * Changes an account. A new role or other VOs count from the next request; disabling and resetting the password end
 * its sessions. With `resetPassword` the answer holds a new one-time password.
 * @throws AppError `not-found`, `bad-request` (a VO admin without VO), `refused` (the last administrator).
 */
export async function updateUser(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: UpdateUser;
}): Promise<{ user: ReturnType<typeof userBody>; oneTimePassword: string | null }> {
  const { context, id, input } = options;
  requireScope(context.actor, 'users:manage');
  const password = input.resetPassword === true ? await prepareOneTimePassword() : undefined;
  return await context.db.$transaction(async (tx) => {
    await lockAdministrators(tx);
    const before = await tx.user.findUnique({ where: { id } });
    if (before === null) throw notFound('account');
    const after = await tx.user.update({
      where: { id },
      data: {
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.role === undefined ? {} : { role: input.role }),
        ...(input.vos === undefined ? {} : { vos: input.vos }),
        ...(input.disabled === undefined ? {} : { disabled: input.disabled }),
        ...(password === undefined ? {} : { mustChangePassword: true }),
      },
    });
    if (after.role === 'vo-admin' && after.vos.length === 0) {
      const message = 'a VO admin needs at least one VO';
      throw new AppError('bad-request', `vos: ${message}`, { fields: [{ field: 'vos', message }] });
    }
    await requireAnAdministrator(tx);
    if (password !== undefined) {
      await tx.account.updateMany({
        where: { userId: id, providerId: 'credential' },
        data: { password: password.hash },
      });
    }
    if (password !== undefined || after.disabled) await tx.session.deleteMany({ where: { userId: id } });
    await writeAudit(tx, context, {
      action: 'updateUser',
      scope: 'users:manage',
      subjectType: 'user',
      subjectId: id,
      subjectName: after.email,
      before: facts(before),
      after: { ...facts(after), ...(password === undefined ? {} : { passwordReset: true }) },
    });
    return { user: userBody(after), oneTimePassword: password?.text ?? null };
  });
}

const facts = (user: { name: string; role: string; vos: string[]; disabled: boolean }) => ({
  name: user.name,
  role: user.role,
  vos: user.vos,
  disabled: user.disabled,
});
