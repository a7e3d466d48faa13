import { z } from 'zod';
import { ROLE_SCOPES, SCOPES, USER_ROLES, type Actor } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { MINUTE_MS } from '@/lib/utils/time';
import type { Db } from '@/lib/server/db/client';
import { hashToken, TOKEN_PREFIX } from './api-token';
import type { Auth } from './auth';

/** "Last seen" is told to the minute: a write for every request would tell no more. */
const LAST_SEEN_STEP_MS = MINUTE_MS;

export interface Identity {
  readonly actor: Actor;
  readonly email: string;
  readonly mustChangePassword: boolean;
  /** The session's row, where a session it is. */
  readonly sessionId: string | undefined;
  /** Cookies that prolong the session; the answer must carry them. */
  readonly setCookies: readonly string[];
}

export interface AuthenticateOptions {
  readonly headers: Headers;
  readonly db: Db;
  readonly auth: Auth;
  readonly now?: (() => Date) | undefined;
}

/**
 * Who asks: by `Authorization: Bearer gbx_…` or else by session cookie. The account is read anew at every request, so a
 * change of role, VOs or state counts at once, for sessions and for tokens.
 * @returns undefined where the request names nobody.
 * @throws AppError `unauthenticated` where it names somebody in vain: unknown, expired or revoked token, disabled account.
 */
export async function authenticate({
  headers,
  db,
  auth,
  now = () => new Date(),
}: AuthenticateOptions): Promise<Identity | undefined> {
  const authorization = headers.get('authorization');
  if (authorization !== null) return await byToken(authorization, db, now());
  if (headers.get('cookie') === null) return undefined;
  const { response: session, headers: answered } = await auth.api.getSession({ headers, returnHeaders: true });
  if (session === null) return undefined;
  const user = await db.user.findUnique({ where: { id: session.user.id } });
  if (user === null || user.disabled) return undefined;
  await touch(db, user, now());
  return {
    actor: actorOf(user, 'session'),
    email: user.email,
    mustChangePassword: user.mustChangePassword,
    sessionId: session.session.id,
    setCookies: answered.getSetCookie(),
  };
}

async function byToken(authorization: string, db: Db, now: Date): Promise<Identity> {
  const secret = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  if (secret === undefined || !secret.startsWith(TOKEN_PREFIX)) {
    throw new AppError('unauthenticated', `Authorization must be "Bearer ${TOKEN_PREFIX}…".`);
  }
  const token = await db.apiToken.findUnique({ where: { hash: hashToken(secret) }, include: { user: true } });
  // One sentence for all: which of them it is would be news only to somebody who found the token.
  if (token === null || token.revokedAt !== null || token.expiresAt <= now || token.user.disabled) {
    throw new AppError('unauthenticated', 'This token is unknown, expired or revoked.');
  }
  if (token.lastUsedAt === null || now.getTime() - token.lastUsedAt.getTime() > LAST_SEEN_STEP_MS) {
    await db.apiToken.updateMany({ where: { id: token.id }, data: { lastUsedAt: now } });
  }
  const actor = actorOf(token.user, 'token');
  const granted = z.array(z.string()).parse(token.scopes);
  return {
    // Never above its owner: what the role has lost since, the token has lost too.
    actor: { ...actor, scopes: actor.scopes.filter((scope) => granted.includes(scope)) },
    email: token.user.email,
    mustChangePassword: token.user.mustChangePassword,
    sessionId: undefined,
    setCookies: [],
  };
}

interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly vos: readonly string[];
  readonly lastSeenAt: Date | null;
}

/** A role that this version does not know has no scopes at all. */
export function actorOf(user: UserRow, via: Actor['via']): Actor {
  const role = z.enum(USER_ROLES).catch('viewer').parse(user.role);
  const known = USER_ROLES.some((name) => name === user.role);
  return {
    userId: user.id,
    name: user.name,
    role,
    scopes: known ? SCOPES.filter((scope) => ROLE_SCOPES[role].includes(scope)) : [],
    vos: role === 'vo-admin' ? user.vos : undefined,
    via,
  };
}

async function touch(db: Db, user: UserRow, now: Date): Promise<void> {
  if (user.lastSeenAt !== null && now.getTime() - user.lastSeenAt.getTime() < LAST_SEEN_STEP_MS) return;
  await db.user.updateMany({ where: { id: user.id }, data: { lastSeenAt: now } });
}
