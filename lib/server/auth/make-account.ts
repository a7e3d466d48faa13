import { randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import type { UserRole } from '@/lib/domain/access';
import type { Tx } from '@/lib/server/db/client';
import { mintOneTimePassword } from './api-token';

export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly role: UserRole;
  readonly vos: readonly string[];
}

/** A one-time password and its hash; hashing takes some 50 ms, so it is done before a transaction, not inside. */
export async function prepareOneTimePassword(): Promise<{ readonly text: string; readonly hash: string }> {
  const text = mintOneTimePassword();
  return { text, hash: await hashPassword(text) };
}

/** Makes the user with its local password, which must be changed at the first login. Rows as the identity library writes them. */
export async function makeAccount(tx: Tx, account: NewAccount, passwordHash: string) {
  const id = randomUUID();
  return await tx.user.create({
    data: {
      id,
      name: account.name,
      email: account.email.toLowerCase(),
      role: account.role,
      vos: [...account.vos],
      mustChangePassword: true,
      accounts: { create: { id: randomUUID(), accountId: id, providerId: 'credential', password: passwordHash } },
    },
  });
}
