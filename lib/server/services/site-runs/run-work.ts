/** What a look at a run works with, and the names of its own that every piece of it uses. */
import type { Actor } from '@/lib/domain/access';
import { getConfig } from '@/lib/server/config';
import { secretBox } from '@/lib/server/crypto/secret-box';
import type { Db, Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import type { ServiceContext } from '@/lib/server/service-context';
import type { SecretKeeper } from '@/lib/server/services/sites/secrets/secret-rows';
import type { CheckedSite } from '@/lib/site/checked-site';
import type { RunRow } from './run-rows';
import type { StepRow } from './run-writes';

export interface RunWork {
  readonly db: Db;
  readonly run: RunRow;
  /** What the revision asks for that was planned, whatever the file says by now. */
  readonly site: CheckedSite;
  readonly owner: Actor;
  readonly now: Date;
}

/** The same for the same run, step, attempt and deed. */
export const keyOf = (run: Pick<RunRow, 'id'>, step: Pick<StepRow, 'sequence' | 'attempt' | 'stage'>): string =>
  `site-run-${run.id}-${step.sequence}-${step.attempt}-${step.stage}`;

const LONGEST_REASON = 500;
export const reasonOf = ({ kind, site, reason }: RunRow): string =>
  `${kind === 'apply' ? 'Apply' : 'Destroy'} site ${site.name}${reason === null ? '' : `: ${reason}`}`.slice(
    0,
    LONGEST_REASON,
  );

export const contextOf = ({ db, owner, now, run }: RunWork): ServiceContext => ({
  actor: owner,
  db,
  now: () => now,
  requestId: run.id,
  address: undefined,
});

/** Whose things are those of a site, in the book of what was made. */
export const ownerOf = (siteId: string): string => `site:${siteId}`;

export const keeperOf = (tx: Tx, { run, now }: Pick<RunWork, 'run' | 'now'>): SecretKeeper => ({
  sql: sqlOfTx(tx),
  box: secretBox(getConfig().secret),
  site: run.site,
  now,
});
