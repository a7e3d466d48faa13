import { AppError } from '@/lib/domain/errors';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Auth } from '@/lib/server/auth/auth';
import type { Identity } from '@/lib/server/auth/authenticate';
import type { ServiceContext } from '@/lib/server/service-context';

/**
 * Ends this session: its row goes, so a copied cookie is worth nothing, and the browser is told to forget it.
 * @throws AppError `bad-request` for a token, which is revoked instead.
 */
export async function signOut(options: {
  readonly context: ServiceContext;
  readonly identity: Identity;
  readonly auth: Auth;
  readonly headers: Headers;
  readonly outgoing: Headers;
}): Promise<void> {
  const { context, identity, auth, headers, outgoing } = options;
  const { sessionId } = identity;
  if (sessionId === undefined) throw new AppError('bad-request', 'A token has no session to end; revoke it instead.');
  await context.db.$transaction(async (tx) => {
    await tx.session.deleteMany({ where: { id: sessionId } });
    await writeAudit(tx, context, {
      action: 'signOut',
      subjectType: 'session',
      subjectId: context.actor.userId,
      subjectName: identity.email,
    });
  });
  // The library knows its cookies' names and attributes; the row is gone already, which it does not mind.
  const answered = await auth.api.signOut({ headers, returnHeaders: true });
  outgoing.delete('set-cookie');
  for (const cookie of answered.headers.getSetCookie()) outgoing.append('set-cookie', cookie);
}
