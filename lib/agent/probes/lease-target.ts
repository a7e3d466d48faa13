/** Who may ask a target: one at a time, over all agents. Times are those of the database. */
import type { Sql } from '@/lib/server/db/sql';
import { LEASE_MS } from './tunables';

/**
 * Targets of which a probe is due and that nobody asks, at most so many. A domain that does not run is not asked.
 * @returns their ids; each is the caller's until its lease ends
 */
export async function claimDueTargets(sql: Sql, lease: string, most: number): Promise<readonly string[]> {
  if (most <= 0) return [];
  const rows = await sql.query<{ id: string }>(CLAIM_DUE, [lease, LEASE_MS, most]);
  return rows.map(({ id }) => id);
}

const CLAIM_DUE = `
  update "ProbeTarget" set "leaseOwner" = $1, "leaseUntil" = now() + $2 * interval '1 ms'
  where "id" in (
    select t."id" from "ProbeTarget" t
    join lateral (select min(s."nextDueAt") as due from "ProbeState" s where s."targetId" = t."id") next on next.due <= now()
    left join "Domain" d on d."id" = t."domainId"
    where t."enabled" and (t."leaseUntil" is null or t."leaseUntil" < now())
      and (t."domainId" is null or (d."state" = 'running' and d."missingSince" is null))
    order by next.due limit $3::int for update of t skip locked
  ) returning "id"::text as id`;

/** One target, due or not. @returns false where somebody else asks it, or it is gone. */
export async function claimTarget(sql: Sql, lease: string, id: string): Promise<boolean> {
  const rows = await sql.query(CLAIM_ONE, [lease, LEASE_MS, id]);
  return rows.length > 0;
}

const CLAIM_ONE = `
  update "ProbeTarget" set "leaseOwner" = $1, "leaseUntil" = now() + $2 * interval '1 ms'
  where "id" = $3::uuid and ("leaseUntil" is null or "leaseUntil" < now()) returning 1 as mine`;

/** @returns false where the lease is not ours any more. */
export async function renewLease(sql: Sql, lease: string, id: string): Promise<boolean> {
  const rows = await sql.query(RENEW, [lease, LEASE_MS, id]);
  return rows.length > 0;
}

const RENEW = `
  update "ProbeTarget" set "leaseUntil" = now() + $2 * interval '1 ms'
  where "id" = $3::uuid and "leaseOwner" = $1 returning 1 as mine`;

export async function releaseTarget(sql: Sql, lease: string, id: string): Promise<void> {
  await sql.query(
    `update "ProbeTarget" set "leaseOwner" = null, "leaseUntil" = null where "id" = $2::uuid and "leaseOwner" = $1`,
    [lease, id],
  );
}
