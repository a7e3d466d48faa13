/** The first account, when there is none: an administrator with a password that is shown once and changed at first login. */
import { makeAccount, prepareOneTimePassword } from '@/lib/server/auth/make-account';
import type { Db } from '@/lib/server/db/client';

export const ADMINISTRATOR_EMAIL = 'admin@gridbox.local';

export interface CreatedAdministrator {
  readonly email: string;
  readonly password: string;
}

/** Undefined when there is any account already. */
export async function createAdministrator(db: Db): Promise<CreatedAdministrator | undefined> {
  if ((await db.user.count()) > 0) return undefined;
  const password = await prepareOneTimePassword();
  return db.$transaction(async (tx) => {
    // Two starts at once against one PostgreSQL: the second waits here and then finds an account.
    await tx.$executeRaw`lock table "User" in share row exclusive mode`;
    if ((await tx.user.count()) > 0) return undefined;
    await makeAccount(
      tx,
      { name: 'Administrator', email: ADMINISTRATOR_EMAIL, role: 'administrator', vos: [] },
      password.hash,
    );
    return { email: ADMINISTRATOR_EMAIL, password: password.text };
  });
}
