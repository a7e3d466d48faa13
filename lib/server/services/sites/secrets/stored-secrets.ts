/** Secrets that people store for the texts of a site's file. They are written and never read by anybody but the domains that name them. */
import type { z } from 'zod';
import type { SiteSecrets, StoreSiteSecret } from '@/lib/contracts/sites';
import { AppError } from '@/lib/domain/errors';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import { secretBox } from '@/lib/server/crypto/secret-box';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import type { ServiceContext } from '@/lib/server/service-context';
import { recordSite } from '@/lib/server/services/sites/record-site';
import { findSite, readKept, type SiteRow } from '@/lib/server/services/sites/site-rows';
import { secretsNamed } from '@/lib/site/run/late-references';
import { MADE_NAMES, STORED_PREFIX } from './named-secrets';
import { keepSecret } from './secret-rows';

/** Of one site: a file of 64 KiB cannot name many more, and each is a line of a page. */
const MOST_STORED = 100;

/**
 * Which secrets a site has or its newest revision names, and never what they are.
 * @throws AppError `forbidden`, `not-found`, `refused` where this release does not read the file any more.
 */
export async function listSiteSecrets(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof SiteSecrets>> {
  const { context, id } = options;
  requireScope(context.actor, 'sites:read');
  return await bodyOf(context.db, await findSite(context.db, context.actor, id));
}

/** Keeps it, in place of what was kept under its name. @throws AppError `forbidden`, `not-found`, `refused`. */
export async function storeSiteSecret(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: StoreSiteSecret;
}): Promise<z.input<typeof SiteSecrets>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'sites:write');
  return await context.db.$transaction(async (tx) => {
    const site = await findSite(tx, context.actor, id);
    const others = { siteId: id, name: { startsWith: STORED_PREFIX, not: STORED_PREFIX + input.name } };
    if ((await tx.siteSecret.count({ where: others })) >= MOST_STORED)
      throw new AppError('refused', `A site keeps ${MOST_STORED} secrets at most. Forget one that no text names.`);
    const keeper = { sql: sqlOfTx(tx), box: secretBox(getConfig().secret), site, now: context.now() };
    await keepSecret(keeper, STORED_PREFIX + input.name, input.value);
    await recordSite(tx, context, 'storeSiteSecret', site, `has another secret ${input.name}`);
    return await bodyOf(tx, site);
  });
}

/** Domains that were made with it keep it. @throws AppError `forbidden`, `not-found`. */
export async function forgetSiteSecret(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly name: string;
}): Promise<void> {
  const { context, id, name } = options;
  requireScope(context.actor, 'sites:write');
  await context.db.$transaction(async (tx) => {
    const site = await findSite(tx, context.actor, id);
    const { count } = await tx.siteSecret.deleteMany({ where: { siteId: id, name: STORED_PREFIX + name } });
    if (count === 0) throw notFound('secret');
    await recordSite(tx, context, 'forgetSiteSecret', site, `has no secret ${name} any more`);
  });
}

async function bodyOf(db: Tx, site: SiteRow): Promise<z.input<typeof SiteSecrets>> {
  const rows = await db.siteSecret.findMany({
    where: { siteId: site.id, name: { startsWith: STORED_PREFIX } },
    select: { name: true, createdAt: true },
  });
  const stored = new Map(rows.map(({ name, createdAt }) => [name.slice(STORED_PREFIX.length), createdAt]));
  const namedBy = new Map<string, string[]>();
  for (const wanted of readKept(site).domains)
    for (const name of secretsNamed(wanted)) namedBy.set(name, [...(namedBy.get(name) ?? []), wanted.instance]);
  const names = [...new Set([...MADE_NAMES, ...stored.keys(), ...namedBy.keys()])].toSorted();
  return {
    items: names.map((name) => ({
      name,
      from: stored.has(name) ? 'stored' : MADE_NAMES.includes(name) ? 'made' : 'missing',
      storedAt: stored.get(name)?.toISOString() ?? null,
      namedBy: namedBy.get(name) ?? [],
    })),
  };
}
