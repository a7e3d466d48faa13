import type { AskWhatIf } from '@/lib/contracts/what-if';
import { LONGEST_REPLAY_MS, MOST_CHANGES_REPLAYED } from '@/lib/domain/what-if';
import type { ReplaySpan } from '@/lib/placement/what-if/what-if-input';
import { endOfDiscovery } from '@/lib/domain/past/end-of-discovery';
import type { Tx } from '@/lib/server/db/client';
import { badMoment, momentOf, readKnownSince } from '@/lib/server/services/past/moments';
import { countRecorded, readRecorded, readTestbedThen } from '@/lib/server/services/past/past-rows';
import { DAY_MS } from '@/lib/utils/time';
import { instantWords } from '@/lib/utils/utc-words';

export interface AskedSpan {
  readonly since: Date;
  readonly until: Date;
}

/** @throws AppError `bad-request` naming `replay.since` or `replay.until`: to come, turned round, or too long. */
export function spanOf(replay: NonNullable<AskWhatIf['replay']>, now: Date): AskedSpan {
  const since = momentOf('replay.since', replay.since, now);
  const until = replay.until === undefined ? now : momentOf('replay.until', replay.until, now);
  if (since.getTime() >= until.getTime()) throw badMoment('replay.since', 'must lie before the end of the span');
  if (until.getTime() - since.getTime() > LONGEST_REPLAY_MS)
    throw badMoment('replay.since', `the span is longer than ${LONGEST_REPLAY_MS / DAY_MS} days`);
  return { since, until };
}

/**
 * What was recorded in a span, from where the past is known.
 * @throws AppError `bad-request` where nothing is known of it, or more was recorded than is played.
 */
export async function readSpan(
  db: Tx,
  { since: asked, until }: AskedSpan,
  now: Date,
): Promise<{ readonly span: ReplaySpan; readonly shortened: boolean }> {
  const known = await readKnownSince({ db, now: () => now });
  if (known === undefined || known.getTime() >= until.getTime())
    throw badMoment(
      'replay.until',
      `nothing is recorded of this span; ${known === undefined ? 'no host has been added yet' : `the past is known since ${instantWords(known)}`}`,
    );
  const first = new Date(Math.max(asked.getTime(), known.getTime()));
  const recorded = await countRecorded(db, { since: first, until });
  if (recorded > MOST_CHANGES_REPLAYED)
    throw badMoment(
      'replay.since',
      `${recorded} changes were recorded in this span, and at most ${MOST_CHANGES_REPLAYED} are played again: choose a shorter one`,
    );
  const read = async (from: Date) =>
    await Promise.all([
      // What was removed within the span was there when it began.
      readTestbedThen(db, from),
      readRecorded(db, { since: from, until }),
    ]);
  const found = await read(first);
  // That a testbed was added is nothing that happened in it: domains that ran already were started by nobody.
  const wholeMs = endOfDiscovery(first.getTime(), found[0], [...found[1].hosts, ...found[1].domains]);
  const since = wholeMs > first.getTime() && wholeMs < until.getTime() ? new Date(wholeMs) : first;
  const [before, changes] = since === first ? found : await read(since);
  return {
    shortened: since.getTime() > asked.getTime(),
    span: {
      sinceMs: since.getTime(),
      untilMs: until.getTime(),
      before,
      hostChanges: changes.hosts,
      domainChanges: changes.domains,
    },
  };
}
