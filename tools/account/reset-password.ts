import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { createDb } from '@/lib/server/db/client';
import { updateUser } from '@/lib/server/services/users/update-user';

/**
 * Gives an account a new one-time password from the machine's own command line, for whoever cannot sign in to do it on the
 * page. Its sessions end; the audit trail names the machine's user.
 * @returns the password: shown once, kept nowhere.
 * @throws Error with a sentence where no account has this address; it names the administrators' addresses.
 */
export async function resetPassword(databaseUrl: string, email: string): Promise<string> {
  const db = createDb(databaseUrl, { max: 1 });
  try {
    const user = await db.user.findUnique({ where: { email: email.toLowerCase() } });
    if (user === null) {
      const administrators = await db.user.findMany({ where: { role: 'administrator' }, orderBy: { email: 'asc' } });
      throw new Error(
        `no account has the address ${email}; administrators: ${administrators.map((one) => one.email).join(', ')}`,
      );
    }
    const { oneTimePassword } = await updateUser({
      context: {
        actor: {
          userId: 'system',
          name: `${userInfo().username} on the command line`,
          role: 'administrator',
          scopes: ['users:manage'],
          via: 'system',
        },
        db,
        now: () => new Date(),
        requestId: randomUUID(),
        address: undefined,
      },
      id: user.id,
      input: { resetPassword: true },
    });
    if (oneTimePassword === null) throw new Error('the account got no password');
    return oneTimePassword;
  } finally {
    await db.$disconnect();
  }
}
