import type { Db } from '@/lib/server/db/client';

/**
 * The second path of a suspected host is asked every five seconds of the clock on the wall, which no test can skip, and three times
 * before its silence counts: to the next look of the agent the last time is long ago. How often it is asked stays the same.
 */
export async function askSignAgain(db: Db): Promise<void> {
  await db.$executeRaw`
    update "HostLoss" set "lastSign" = jsonb_set("lastSign", '{at}', '"1970-01-01T00:00:00.000Z"')
    where "endedAt" is null and "lastSign" ? 'at'`;
}
