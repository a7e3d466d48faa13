import { SECOND_MS } from '@/lib/utils/time';
import { getDb } from '@/lib/server/database';
import type { Db } from '@/lib/server/db/client';

/** A check that takes longer has failed: whoever asks (a supervisor) would rather restart too late than wait for ever. */
const HEALTH_DEADLINE_MS = 3 * SECOND_MS;

export interface Health {
  readonly ok: boolean;
  /** Seconds since this process started. */
  readonly uptimeSeconds: number;
  readonly database: 'answers' | 'does not answer';
}

/** Is the web half able to serve? Needs no account and says nothing that one would need. */
export async function readHealth(db: Pick<Db, '$queryRaw'> = getDb()): Promise<Health> {
  const answered = await Promise.race([
    db.$queryRaw`select 1`.then(
      () => true,
      () => false,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), HEALTH_DEADLINE_MS).unref()),
  ]);
  return {
    ok: answered,
    uptimeSeconds: Math.round(process.uptime()),
    database: answered ? 'answers' : 'does not answer',
  };
}
