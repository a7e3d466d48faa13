import type { Actor } from '@/lib/domain/access';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';

/**
 * VOs that an account, a domain, a site, a lease or a quota here is of: nobody writes a list of them, and a name mistyped would hold for
 * nobody without a word.
 * @returns in order; of who is bound to VOs those
 */
export async function knownVos(db: Tx, actor: Pick<Actor, 'vos'>): Promise<readonly string[]> {
  if (actor.vos !== undefined) return [...actor.vos].toSorted();
  const rows = await sqlOfTx(db).query<{ readonly vo: string }>(KNOWN, []);
  return rows.map(({ vo }) => vo);
}

const KNOWN = `
  select unnest("vos") as "vo" from "User" union select unnest("vos") from "Site"
  union select "vo" from "Domain" where "vo" is not null and "missingSince" is null
  union select "vo" from "Lease" union select "vo" from "VoQuota" order by 1`;

/** Half a sentence for the field in which it was typed; undefined where all are known. */
export function unknownVoWords(known: readonly string[], vos: readonly string[]): string | undefined {
  const unknown = vos.filter((vo) => !known.includes(vo));
  if (unknown.length === 0) return undefined;
  const named = known.length === 0 ? 'no VO is known yet' : `known are ${known.join(', ')}`;
  return `has ${unknown.join(', ')}, of which nothing here is: ${named}; a VO is known by its first account`;
}
