/** Secrets that a site's file names: `${secret:NAME}`. */
import { randomBytes } from 'node:crypto';
import { findOrMakeSecret, findSecret, type SecretKeeper } from './secret-rows';

/** Munge takes 32 to 1024 bytes; its own tool draws as many. */
const MUNGE_KEY_BYTES = 128;
const MUNGE_KEY = 'munge-key';

/** What each site has without anybody's doing; made when it is first asked for. */
const MADE_FOR_EACH: Readonly<Record<string, () => string>> = {
  // Text, so that a reference in a file may stand for it; 1024 bits of chance all the same.
  [MUNGE_KEY]: () => randomBytes(MUNGE_KEY_BYTES).toString('hex'),
};

/**
 * What `${secret:NAME}` stands for in the files of one site.
 * @returns undefined where the site has no such secret
 */
export async function readNamedSecret(keeper: SecretKeeper, name: string): Promise<string | undefined> {
  const make = MADE_FOR_EACH[name];
  if (make === undefined) return name.includes(':') ? undefined : await findSecret(keeper, name);
  return await findOrMakeSecret(keeper, name, { serves: () => true, make: async () => make() });
}

/** Names that `readNamedSecret` knows. */
export async function listNamedSecrets({
  sql,
  siteId,
}: Pick<SecretKeeper, 'sql'> & { readonly siteId: string }): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ name: string }>(
    `select name from "SiteSecret" where "siteId" = $1::uuid and name not like '%:%'`,
    [siteId],
  );
  return new Set([...Object.keys(MADE_FOR_EACH), ...rows.map(({ name }) => name)]);
}

export async function mungeKey(keeper: SecretKeeper): Promise<string> {
  const key = await readNamedSecret(keeper, MUNGE_KEY);
  if (key === undefined) throw new Error('A site has a munge key, always.');
  return key;
}
