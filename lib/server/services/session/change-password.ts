import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { z } from 'zod';
import type { ChangePassword, Session } from '@/lib/contracts/access';
import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Identity } from '@/lib/server/auth/authenticate';
import { consumeTry, FAILURES_PER_ACCOUNT, forgetTries } from '@/lib/server/auth/limit-tries';
import type { ServiceContext } from '@/lib/server/service-context';
import { readSession } from './read-session';

/** Name under which the identity library keeps a local password. */
const LOCAL = 'credential';

/**
 * Changes the caller's own password. Every other session of the account ends; this one goes on.
 * @throws AppError `bad-request` (wrong current password, or the same again), `rate-limited`, `forbidden` for a token.
 */
export async function changePassword(options: {
  readonly context: ServiceContext;
  readonly identity: Identity;
  readonly input: ChangePassword;
}): Promise<z.input<typeof Session>> {
  const { context, identity, input } = options;
  const { db, now, actor } = context;
  if (identity.sessionId === undefined) {
    throw new AppError('forbidden', 'A password is changed in a signed-in session, not by a token.');
  }
  const { sessionId } = identity;
  const subject = `password:${actor.userId}`;
  await consumeTry({ db, subject, max: FAILURES_PER_ACCOUNT, now });
  const account = await db.account.findFirst({ where: { userId: actor.userId, providerId: LOCAL } });
  if (
    account === null ||
    account.password === null ||
    !(await verifyPassword({ hash: account.password, password: input.currentPassword }))
  ) {
    throw fieldError('currentPassword', 'is not your password');
  }
  if (input.newPassword === input.currentPassword) throw fieldError('newPassword', 'must differ from the current one');
  if (input.newPassword.toLowerCase().includes(identity.email)) {
    throw fieldError('newPassword', 'must not contain your e-mail address');
  }
  const hash = await hashPassword(input.newPassword);
  await db.$transaction(async (tx) => {
    await tx.account.update({ where: { id: account.id }, data: { password: hash } });
    await tx.user.update({ where: { id: actor.userId }, data: { mustChangePassword: false } });
    await tx.session.deleteMany({ where: { userId: actor.userId, id: { not: sessionId } } });
    await writeAudit(tx, context, {
      action: 'changePassword',
      subjectType: 'user',
      subjectId: actor.userId,
      subjectName: identity.email,
    });
  });
  await forgetTries({ db, subject });
  return readSession({ ...identity, mustChangePassword: false });
}

const fieldError = (field: string, message: string): AppError =>
  new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });
