import type { z } from 'zod';
import type { CreateUser, UserCreated } from '@/lib/contracts/access';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { makeAccount, prepareOneTimePassword } from '@/lib/server/auth/make-account';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { userBody } from './user-body';

/**
 * Makes an account with a random password, told once in the answer.
 * @throws AppError `conflict` where the address is taken.
 */
export async function createUser(options: {
  readonly context: ServiceContext;
  readonly input: CreateUser;
}): Promise<z.input<typeof UserCreated>> {
  const { context, input } = options;
  requireScope(context.actor, 'users:manage');
  const password = await prepareOneTimePassword();
  try {
    return await context.db.$transaction(async (tx) => {
      const row = await makeAccount(tx, input, password.hash);
      const user = userBody(row);
      await writeAudit(tx, context, {
        action: 'createUser',
        scope: 'users:manage',
        subjectType: 'user',
        subjectId: row.id,
        subjectName: row.email,
        after: { name: row.name, role: row.role, vos: row.vos },
      });
      return { user, oneTimePassword: password.text };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'is taken by another account';
    throw new AppError('conflict', `email: ${message}`, { fields: [{ field: 'email', message }], cause: error });
  }
}
