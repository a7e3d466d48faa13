import { PAST_KEPT_MS } from '@/lib/domain/past/limits';
import { AppError } from '@/lib/domain/errors';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { instantWords } from '@/lib/utils/utc-words';

/** Since when the past is known: the first record, or as far back as records are kept. Undefined while there is none. */
export async function readKnownSince({
  db,
  now,
}: Pick<ServiceContext, 'now'> & { readonly db: Tx }): Promise<Date | undefined> {
  const rows = await db.$queryRaw<{ first: Date | null }[]>`
    select least((select min("at") from "DomainRecord"), (select min("at") from "HostRecord")) as first`;
  const first = rows[0]?.first ?? undefined;
  return first === undefined ? undefined : new Date(Math.max(first.getTime(), now().getTime() - PAST_KEPT_MS));
}

/**
 * A moment of the past as a caller wrote it. @throws AppError `bad-request` for one to come.
 * @example momentOf('at', '2026-11-29T12:03:15Z', now)
 */
export function momentOf(field: string, text: string, now: Date): Date {
  const at = new Date(text);
  if (at.getTime() > now.getTime()) throw badMoment(field, `${text} is still to come; it is ${instantWords(now)}`);
  return at;
}

export const badMoment = (field: string, message: string): AppError =>
  new AppError('bad-request', `${field}: ${message}`, { fields: [{ field, message }] });

/** @throws AppError `not-found` where nothing is recorded of that moment; `detail.knownSinceAt` says since when there is. */
export function requireKnown(at: Date, knownSince: Date | undefined): Date {
  if (knownSince !== undefined && at.getTime() >= knownSince.getTime()) return knownSince;
  const since = knownSince?.toISOString() ?? null;
  throw new AppError(
    'not-found',
    `Nothing is recorded of ${instantWords(at)}. ${knownSince === undefined ? 'No host has been added yet.' : `The past is known since ${instantWords(knownSince)}.`}`,
    { detail: { knownSinceAt: since } },
  );
}
