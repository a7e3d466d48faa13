/** Secrets that a site's file names: `${secret:NAME}`. */
import { randomBytes } from 'node:crypto';
import { findOrMakeSecret, findSecret, type SecretKeeper } from './secret-rows';

/** Rows of secrets that people stored. They stay with the file when a site goes, as what was made for it does not. */
export const STORED_PREFIX = 'own:';

/** Munge takes 32 to 1024 bytes; its own tool draws as many. */
const MUNGE_KEY_BYTES = 128;
const MUNGE_KEY = 'munge-key';

/** What each site has without anybody's doing; made when it is first asked for. */
const MADE_FOR_EACH: Readonly<Record<string, () => string>> = {
  // Text, so that a reference in a file may stand for it; 1024 bits of chance all the same.
  [MUNGE_KEY]: () => randomBytes(MUNGE_KEY_BYTES).toString('hex'),
};

/**
 * What `${secret:NAME}` stands for in the files of one site: what somebody stored, or what each site has.
 * @returns undefined where the site has no such secret
 */
export async function readNamedSecret(keeper: SecretKeeper, name: string): Promise<string | undefined> {
  const stored = await findSecret(keeper, STORED_PREFIX + name);
  const make = MADE_FOR_EACH[name];
  if (stored !== undefined || make === undefined) return stored;
  return await findOrMakeSecret(keeper, name, { serves: () => true, make: async () => make() });
}

/** Names of those that each site has without anybody's doing. */
export const MADE_NAMES: readonly string[] = Object.keys(MADE_FOR_EACH);

/** Names that `readNamedSecret` knows. */
export async function listNamedSecrets({
  sql,
  siteId,
}: Pick<SecretKeeper, 'sql'> & { readonly siteId: string }): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ name: string }>(
    `select substr(name, ${STORED_PREFIX.length + 1}) as name from "SiteSecret" where "siteId" = $1::uuid and name like '${STORED_PREFIX}%'`,
    [siteId],
  );
  return new Set([...MADE_NAMES, ...rows.map(({ name }) => name)]);
}

export async function mungeKey(keeper: SecretKeeper): Promise<string> {
  const key = await readNamedSecret(keeper, MUNGE_KEY);
  if (key === undefined) throw new Error('A site has a munge key, always.');
  return key;
}
