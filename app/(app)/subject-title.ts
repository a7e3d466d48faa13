import 'server-only';
import { randomUUID } from 'node:crypto';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { z } from 'zod';
import { authenticate } from '@/lib/server/auth/authenticate';
import { getAuth } from '@/lib/server/auth/auth';
import { getDb } from '@/lib/server/database';
import type { ServiceContext } from '@/lib/server/service-context';

/**
 * The title of a page about one thing, so that tabs are told apart: by the services, which show nobody what is not
 * theirs. Whatever goes wrong, the page says it; its tab is then called by the kind of thing alone.
 * @example subjectTitle(params, 'Domain', async (at) => `${(await readDomain(at)).name} · Domains`)
 */
export async function subjectTitle(
  params: Promise<{ readonly id: string }>,
  kind: string,
  read: (at: { readonly context: ServiceContext; readonly id: string }) => Promise<string>,
): Promise<Metadata> {
  const { id } = await params;
  if (!z.uuid().safeParse(id).success) return { title: kind };
  try {
    const db = getDb();
    const identity = await authenticate({ headers: await headers(), db, auth: getAuth() });
    if (identity === undefined || identity.mustChangePassword) return { title: kind };
    const context = {
      actor: identity.actor,
      db,
      now: () => new Date(),
      requestId: randomUUID(),
      address: undefined,
    };
    return { title: await read({ context, id }) };
  } catch {
    return { title: kind };
  }
}
