import type { RUN_STATES } from '@/lib/domain/site-run';
import { AppError } from '@/lib/domain/errors';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { Db } from '@/lib/server/db/client';
import { SITE_PARTS, readKept } from '@/lib/server/services/sites/site-rows';
import { HOUR_MS } from '@/lib/utils/time';
import { freshDocument, writeRun } from './begin-run';
import { tellRun } from './run-writes';

/** The state of a site that was applied to its end. */
const APPLIED = 'done' satisfies (typeof RUN_STATES)[number];

/** Between two tries to destroy a site whose file cannot be read. */
const TRY_AGAIN_MS = HOUR_MS;

/** Sites whose time is over begin to go by themselves, by the account of whoever applied them. What was applied since has a time of its own. */
export async function expireSites(db: Db, now: Date): Promise<void> {
  const over = await db.siteRun.findMany({
    where: { kind: 'apply', state: APPLIED, expiresAt: { lte: now } },
    orderBy: { startedAt: 'asc' },
    select: { id: true, siteId: true, ownerId: true, ownerName: true },
  });
  for (const run of over) {
    const site = await db.site.findUnique({ where: { id: run.siteId }, include: SITE_PARTS });
    const [newest] = site?.runs ?? [];
    if (site === null || newest?.id !== run.id) {
      // A later run says what becomes of it.
      await db.siteRun.updateMany({ where: { id: run.id }, data: { expiresAt: null } });
      continue;
    }
    try {
      const file = readKept(site);
      const document = await freshDocument({ db, now: () => now }, site, 'destroy');
      await db.$transaction(async (tx) => {
        await writeRun(tx, {
          site,
          file,
          kind: 'destroy',
          document,
          onFailure: 'keep',
          origin: 'ttl',
          reason: 'The time that its file gives it is over.',
          owner: { id: run.ownerId, name: run.ownerName ?? '' },
          now,
        });
        await tellRun(tx, { site }, 'is being destroyed: the time that its file gives it is over');
      });
    } catch (error) {
      // Somebody began another run by a moment sooner.
      if (isUniqueViolation(error)) continue;
      // This release reads its file no more, which its page says; it is tried again in a while.
      if (!AppError.is(error, 'refused')) throw error;
      await db.siteRun.update({
        where: { id: run.id },
        data: { expiresAt: new Date(now.getTime() + TRY_AGAIN_MS) },
      });
    }
  }
}
