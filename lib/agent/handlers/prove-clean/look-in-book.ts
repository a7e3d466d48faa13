import type { SiteProofItem } from '@/lib/contracts/sites';
import { STORED_PREFIX } from '@/lib/server/services/sites/secrets/named-secrets';
import type { ProvedDomain, ProveRun } from './handler';

interface Question {
  readonly kind: SiteProofItem['kind'];
  readonly asked: string;
  /** Of rows that are still there, their names as `name`. @example select "name" from "Domain" where "id" = any($1::uuid[]) */
  readonly sql: string;
  /** Asked of the whole site alone: of a part of it that goes, the rest keeps these. */
  readonly site?: true;
}

/** Of domains: `$1` is their UUIDs. Of the site: `$1` is its id. */
const QUESTIONS: readonly Question[] = [
  {
    kind: 'record',
    asked: 'Domains of these UUIDs that a host still reports',
    sql: `select d."name" || coalesce(' on ' || h."name", '') as "name" from "Domain" d left join "DomainSighting" s on s."domainId" = d."id"
      left join "Host" h on h."id" = s."hostId" where d."id" = any($1::uuid[]) and d."missingSince" is null`,
  },
  {
    kind: 'context',
    asked: 'What its domains were told, sealed in the database',
    sql: `select coalesce(d."name", c."domainId"::text) as "name" from "DomainContext" c left join "Domain" d on d."id" = c."domainId"
      where c."domainId" = any($1::uuid[])`,
  },
  {
    kind: 'probe',
    asked: 'Targets of probes',
    sql: `select coalesce(d."name", t."address") as "name" from "ProbeTarget" t left join "Domain" d on d."id" = t."domainId"
      where t."domainId" = any($1::uuid[])`,
  },
  {
    kind: 'alarm',
    asked: 'Open alarms of its domains',
    sql: `select "sentence" as "name" from "Alarm" where "resolvedAt" is null and "domainId" = any($1::uuid[])`,
  },
  {
    kind: 'image in use',
    asked: 'Images of the library that are kept for its domains',
    sql: `select s."name" || ' ' || s."version" as "name" from "ImageUse" u join "Image" i on i."id" = u."imageId"
      join "ImageSpecification" s on s."id" = i."specificationId"
      where u."subject" = any(select 'domain:' || id from unnest($1::text[]) id)`,
  },
  {
    kind: 'record',
    asked: 'Domains that the site still has in its own list',
    sql: `select "instance" as "name" from "SiteNode" where "siteId" = $1::uuid`,
    site: true,
  },
  {
    kind: 'record',
    asked: 'Networks that the site still has in its own list',
    sql: `select n."name" || coalesce(' on ' || h."name", '') as "name" from "SiteNetwork" n left join "Host" h on h."id" = n."hostId"
      where n."siteId" = $1::uuid`,
    site: true,
  },
  {
    kind: 'secret',
    // What people stored is of the file, which stays.
    asked: 'Its CA, certificates, the account of its probes, and keys',
    sql: `select "name" from "SiteSecret" where "siteId" = $1::uuid and "name" not like '${STORED_PREFIX}%'`,
    site: true,
  },
];

/** What of a site is still in the database. */
export async function lookInBook(run: ProveRun, domains: readonly ProvedDomain[]): Promise<SiteProofItem[]> {
  const items: SiteProofItem[] = [];
  for (const { kind, asked, sql, site } of QUESTIONS) {
    if (site === true && !run.input.whole) continue;
    const subject = site === true ? run.input.siteId : domains.map(({ id }) => id);
    const rows = await run.sql.query<{ name: string }>(sql, [subject]);
    const item = { kind, where: 'Gridbox', asked } as const;
    if (rows.length === 0)
      items.push({ ...item, name: run.input.siteName, outcome: 'gone', words: 'Looked for and not found.' });
    for (const { name } of rows) items.push({ ...item, name, outcome: 'still-there', words: 'It is still there.' });
  }
  return items;
}
