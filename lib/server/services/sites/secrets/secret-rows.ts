import type { SecretBox } from '@/lib/server/crypto/secret-box';
import type { Sql } from '@/lib/server/db/sql';

/** Whose secrets, and by what they are kept. */
export interface SecretKeeper {
  /** Of one transaction: what is made holds the site's row, so that two never make the same secret. */
  readonly sql: Sql;
  readonly box: SecretBox;
  readonly site: { readonly id: string; readonly name: string };
  readonly now: Date;
}

const bindOf = ({ site }: Pick<SecretKeeper, 'site'>, name: string): string => `site:${site.id}:${name}`;

/** Undefined where there is none of this name. @throws Error where GRIDBOX_SECRET is another one. */
export async function findSecret(keeper: SecretKeeper, name: string): Promise<string | undefined> {
  const [row] = await keeper.sql.query<{ sealed: string }>(
    `select encode(sealed, 'base64') as sealed from "SiteSecret" where "siteId" = $1::uuid and name = $2`,
    [keeper.site.id, name],
  );
  return row === undefined ? undefined : keeper.box.open(Buffer.from(row.sealed, 'base64'), bindOf(keeper, name));
}

/** What is kept under a name, if it still serves; else what `make` makes, kept from now on. */
export async function findOrMakeSecret(
  keeper: SecretKeeper,
  name: string,
  how: { readonly serves: (text: string) => boolean; readonly make: () => Promise<string> },
): Promise<string> {
  const { sql, site } = keeper;
  const before = await findSecret(keeper, name);
  if (before !== undefined && how.serves(before)) return before;
  const held = await sql.query(`select 1 from "Site" where id = $1::uuid for no key update`, [site.id]);
  if (held.length === 0) throw new Error(`The site ${site.name} is not there any more.`);
  const meanwhile = await findSecret(keeper, name);
  if (meanwhile !== undefined && how.serves(meanwhile)) return meanwhile;
  const made = await how.make();
  await keepSecret(keeper, name, made);
  return made;
}

/** Whatever was kept under this name before. */
export async function keepSecret({ sql, site, box, now }: SecretKeeper, name: string, text: string): Promise<void> {
  await sql.query(
    `insert into "SiteSecret" ("siteId", name, sealed, "createdAt") values ($1::uuid, $2, decode($3, 'base64'), $4)
     on conflict ("siteId", name) do update set sealed = excluded.sealed, "createdAt" = excluded."createdAt"`,
    [site.id, name, box.seal(text, bindOf({ site }, name)).toString('base64'), now],
  );
}
