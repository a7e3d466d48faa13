import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { Session } from '@/lib/contracts/access';
import { AppError } from '@/lib/domain/errors';
import { authenticate } from '@/lib/server/auth/authenticate';
import { getAuth } from '@/lib/server/auth/auth';
import { getDb } from '@/lib/server/database';
import { isDatabaseAway } from '@/lib/server/database-away';
import { readSession } from '@/lib/server/services/session/read-session';
import { pages } from '@/lib/utils/paths';

/**
 * Who opens a page; leaves for the login page where nobody is signed in. While the database is away nobody knows: the
 * page is drawn without a session, says so in its own error states and heals with the rest.
 */
export async function readPageSession(): Promise<Session | undefined> {
  const list = await headers();
  const identity = await authenticate({ headers: list, db: getDb(), auth: getAuth() }).catch((error: unknown) => {
    if (AppError.is(error, 'unauthenticated')) return undefined;
    if (isDatabaseAway(error)) return 'unknown' as const;
    throw error;
  });
  if (identity === 'unknown') return undefined;
  if (identity === undefined) {
    const path = list.get('x-gridbox-path') ?? '/';
    redirect(path === pages.testbed() ? pages.login() : `${pages.login()}?next=${encodeURIComponent(path)}`);
  }
  return Session.parse(readSession(identity));
}
