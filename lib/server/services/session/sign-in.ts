import { z } from 'zod';
import type { Session, SignIn } from '@/lib/contracts/access';
import { AppError } from '@/lib/domain/errors';
import { actorOf } from '@/lib/server/auth/authenticate';
import { ADDRESS_HEADER, AUTH_BASE_PATH, type Auth } from '@/lib/server/auth/auth';
import {
  consumeTry,
  FAILURES_PER_ACCOUNT,
  FAILURES_PER_ADDRESS,
  forgetTries,
  forgiveTry,
} from '@/lib/server/auth/limit-tries';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { ServiceContext } from '@/lib/server/service-context';
import { readSession } from './read-session';

const SignedIn = z.object({ user: z.object({ id: z.string() }) });

export interface SignInOptions {
  readonly context: ServiceContext;
  readonly auth: Auth;
  readonly baseUrl: URL;
  readonly input: SignIn;
  readonly userAgent: string | undefined;
  /** Receives the session's cookies. */
  readonly outgoing: Headers;
}

/**
 * Signs in with e-mail address and password. Failures are counted by account and by address before the password is
 * looked at; the sentence for a wrong password, an unknown address and a disabled account is the same.
 * @throws AppError `unauthenticated`, `rate-limited`.
 */
export async function signIn(options: SignInOptions): Promise<z.input<typeof Session>> {
  const { context, auth, input, outgoing } = options;
  const { db, now } = context;
  const account = `account:${input.email}`;
  const address = `address:${context.address ?? 'unknown'}`;
  await consumeTry({ db, subject: address, max: FAILURES_PER_ADDRESS, now });
  await consumeTry({ db, subject: account, max: FAILURES_PER_ACCOUNT, now });

  const response = await auth.handler(askLibrary(options));
  if (response.status === 429) {
    throw new AppError('rate-limited', 'Too many sign-ins from this address. Try again later.', {
      detail: { retryAfterSeconds: Number(response.headers.get('x-retry-after') ?? '60') },
    });
  }
  if (response.status >= 500) throw new Error(`the identity library answered ${response.status} to a sign-in`);
  const signedIn = response.ok ? SignedIn.parse(await response.json()) : undefined;
  const user = signedIn === undefined ? null : await db.user.findUnique({ where: { id: signedIn.user.id } });
  if (user === null || user.disabled) {
    // The library has made a session for a disabled account by now: it goes again, and its cookie is not passed on.
    if (user !== null) await db.session.deleteMany({ where: { userId: user.id } });
    await recordFailure(context, input.email, user === null ? 'wrong address or password' : 'account disabled');
    throw new AppError('unauthenticated', 'E-mail address or password is wrong.');
  }
  await forgetTries({ db, subject: account });
  await forgiveTry({ db, subject: address });
  const actor = actorOf(user, 'session');
  await db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: user.id }, data: { lastSeenAt: now() } });
    await writeAudit(
      tx,
      { ...context, actor },
      { action: 'signIn', subjectType: 'session', subjectId: user.id, subjectName: user.email },
    );
  });
  for (const cookie of response.headers.getSetCookie()) outgoing.append('set-cookie', cookie);
  return readSession({
    actor,
    email: user.email,
    mustChangePassword: user.mustChangePassword,
    sessionId: undefined,
    setCookies: [],
  });
}

/** The library's own limit and cookies work on its own requests only, so we hand it one; it goes over no wire. */
function askLibrary({ context, baseUrl, input, userAgent }: SignInOptions): Request {
  const headers = new Headers({
    'content-type': 'application/json',
    origin: baseUrl.origin,
    [ADDRESS_HEADER]: context.address ?? '0.0.0.0',
  });
  if (userAgent !== undefined) headers.set('user-agent', userAgent.slice(0, 255));
  return new Request(new URL(`${AUTH_BASE_PATH}/sign-in/email`, baseUrl), {
    method: 'POST',
    headers,
    body: JSON.stringify({ email: input.email, password: input.password, rememberMe: true }),
  });
}

async function recordFailure(context: ServiceContext, email: string, reason: string): Promise<void> {
  await context.db.audit.create({
    data: {
      at: context.now(),
      actorName: email,
      via: 'session',
      action: 'signIn',
      subjectType: 'session',
      subjectName: email,
      reason,
      outcome: 'refused',
      requestId: context.requestId,
      address: context.address ?? null,
    },
  });
}
