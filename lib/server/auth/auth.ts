import 'server-only';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { PASSWORD_MAX, PASSWORD_MIN } from '@/lib/contracts/access';
import { getConfig, isHttps, type Config } from '@/lib/server/config';
import { getDb } from '@/lib/server/database';
import type { Db } from '@/lib/server/db/client';
import { getLog } from '@/lib/server/log';

/** A working day: who comes back the next morning signs in again; while in use the session is prolonged. */
const SESSION_SECONDS = 12 * 60 * 60;
/** A session in use is prolonged at most this often: each prolonging is a write. */
const SESSION_PROLONG_SECONDS = 60 * 60;
/** Window of the library's own limit, an outer net by address; `limit-tries.ts` counts failures by account. */
const LIMIT_WINDOW_SECONDS = 15 * 60;
const SIGN_INS_PER_ADDRESS = 300;
/** The library sees only requests that we build; the address is ours to say, a client cannot set this header. */
export const ADDRESS_HEADER = 'x-gridbox-address';
/** The library's own routes are not mounted: `sign-in` and its limit are reached through `auth.handler` alone. */
export const AUTH_BASE_PATH = '/api/auth';

/**
 * Local accounts by better-auth over Prisma: sessions, cookies, password hashing (scrypt). Roles and scopes are ours
 * and stay out of it, except that the user row carries them.
 */
function createAuth({ db, config }: { readonly db: Db; readonly config: Config }) {
  return betterAuth({
    appName: 'Gridbox',
    secret: config.secret,
    baseURL: config.baseUrl.origin,
    basePath: AUTH_BASE_PATH,
    database: prismaAdapter(db, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
    },
    user: {
      additionalFields: {
        role: { type: 'string', input: false, required: true, defaultValue: 'viewer' },
        vos: { type: 'string[]', input: false, required: true },
        disabled: { type: 'boolean', input: false, required: true, defaultValue: false },
        mustChangePassword: { type: 'boolean', input: false, required: true, defaultValue: false },
        lastSeenAt: { type: 'date', input: false, required: false },
      },
    },
    session: { expiresIn: SESSION_SECONDS, updateAge: SESSION_PROLONG_SECONDS },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: LIMIT_WINDOW_SECONDS,
      max: 10 * SIGN_INS_PER_ADDRESS,
      customRules: { '/sign-in/email': { window: LIMIT_WINDOW_SECONDS, max: SIGN_INS_PER_ADDRESS } },
    },
    advanced: {
      cookiePrefix: 'gridbox',
      // On http (a loopback address) a `Secure` cookie would never come back.
      useSecureCookies: isHttps(config),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      log: (level, message) => {
        // Its extra arguments may hold rows with secrets; the sentence is enough.
        if (level === 'error') getLog().error({ from: 'better-auth' }, message);
        else getLog().debug({ from: 'better-auth' }, message);
      },
    },
  });
}

export type Auth = ReturnType<typeof createAuth>;

declare global {
  var gridboxAuths: Map<string, Auth> | undefined;
}

/** The process-wide instance for the configured database. */
export function getAuth(): Auth {
  const config = getConfig();
  const all = (globalThis.gridboxAuths ??= new Map<string, Auth>());
  let auth = all.get(config.databaseUrl);
  if (auth === undefined) {
    auth = createAuth({ db: getDb(), config });
    all.set(config.databaseUrl, auth);
  }
  return auth;
}
