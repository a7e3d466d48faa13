import type { Sql } from '@/lib/server/db/sql';
import { CONTEXT_UNCLAIMED_MS } from './tunables';

/**
 * Lets go of what domains held that are no more: images of the library, hosts' copies of them, contexts. A domain is no more where
 * nothing of it is left by the book and no operation is about it.
 * @param of one domain, at the end of an operation that does not count any more; left out: all
 */
export async function letGo(
  sql: Sql,
  of: { readonly domainId?: string | undefined; readonly operationId?: string | undefined } = {},
): Promise<void> {
  await sql.query(LET_GO, [of.domainId ?? null, of.operationId ?? null, CONTEXT_UNCLAIMED_MS]);
}

const SUBJECT = 'domain:';

/** Of whichever `id` stands for. */
const noMore = (id: string): string => `
  ($1::uuid is null or ${id} = $1::uuid)
  and not exists (select from "MadeThing" t where t."domainId" = ${id} and t."state" <> 'gone')
  and not exists (select from "Operation" o where o."domainId" = ${id} and o."state" in ('queued', 'running')
    and o."id" is distinct from $2::uuid)`;

const LET_GO = `
  with copies as (delete from "HostImageUse" u where ${noMore('u."domainId"')}),
  images as (
    delete from "ImageUse" i where i."subject" like '${SUBJECT}%'
      and (case when i."subject" ~ '^${SUBJECT}[0-9a-f-]{36}$' then ${noMore(`substr(i."subject", ${SUBJECT.length + 1})::uuid`)} else false end)
  )
  delete from "DomainContext" c where case when c."domainId" is null
    then $1::uuid is null and c."createdAt" < now() - $3 * interval '1 millisecond'
    else ${noMore('c."domainId"')} end`;
