import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';

/** From the wish for a slot of a pool until it was open: median of the last twenty, measured. Null: none was open yet. */
export async function readBootMs(db: Tx, poolId: string): Promise<number | null> {
  const [row] = await sqlOfTx(db).query<{ readonly ms: number | null }>(BOOT_MS, [poolId]);
  return row?.ms ?? null;
}
const BOOT_MS = `
  select percentile_cont(0.5) within group (order by extract(epoch from s."openAt" - s."wantedAt") * 1000)::float8 as "ms"
  from (select "openAt", "wantedAt" from "PoolSlot" where "poolId" = $1::uuid and "openAt" is not null
    order by "openAt" desc limit 20) s`;
