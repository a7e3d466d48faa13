/** Where is the domain? Asked of both hosts, whatever was reported before. */
import { isActive } from '@/lib/domain/domain';
import { DriverError } from '@/lib/drivers/errors';
import type { DomainReading } from '@/lib/domain/readings';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { MigrateRun, Move, MoveEnd } from './move';
import { ASK_BOTH_MS, ASK_DEADLINE_MS, SETTLE_LOOK_EVERY_MS } from './tunables';

export interface BothEnds {
  readonly source: DomainReading | undefined;
  readonly target: DomainReading | undefined;
}

/**
 * What is true by both hosts' words. `half`: a copy is paused by the migration itself and nothing runs yet; hypervisors
 * tidy such a state up by themselves, or it needs a decision.
 */
export type Truth =
  | { readonly where: 'source'; readonly source: DomainReading; readonly leftover: DomainReading | undefined }
  | { readonly where: 'target'; readonly target: DomainReading; readonly leftover: DomainReading | undefined }
  | { readonly where: 'half'; readonly source: DomainReading | undefined; readonly target: DomainReading | undefined }
  | { readonly where: 'both' }
  | { readonly where: 'nowhere' };

const pausedByMigration = (reading: DomainReading): boolean =>
  reading.state === 'paused' && /migrat|post-?copy/i.test(reading.stateReason ?? '');

/** @param pausedBefore the domain was paused by its owner when the move began, so a paused copy may be the real one */
export function judge({ source, target }: BothEnds, pausedBefore: boolean): Truth {
  const runs = (reading: DomainReading): boolean =>
    isActive(reading.state) && (reading.state !== 'paused' || (pausedBefore && !pausedByMigration(reading)));
  const atSource = source !== undefined && runs(source) ? source : undefined;
  const atTarget = target !== undefined && runs(target) ? target : undefined;
  if (atSource !== undefined && atTarget !== undefined) {
    // Paused twice by its owner's pause: which of the two is the whole one cannot be seen.
    return atSource.state === 'paused' ? { where: 'half', source, target } : { where: 'both' };
  }
  if (atSource !== undefined) return { where: 'source', source: atSource, leftover: target };
  if (atTarget !== undefined) return { where: 'target', target: atTarget, leftover: source };
  const paused = [source, target].some((reading) => reading?.state === 'paused');
  if (paused) return { where: 'half', source, target };
  if (source !== undefined) return { where: 'source', source, leftover: target };
  if (target !== undefined) return { where: 'target', target, leftover: undefined };
  return { where: 'nowhere' };
}

/**
 * Both hosts' words, waiting a while for one that is away.
 * @throws DriverError where one does not answer in `ASK_BOTH_MS`: then nothing is certain and nothing may be done.
 */
export async function askBoth(run: MigrateRun, move: Move, onlyOnce = false): Promise<BothEnds> {
  const endsAt = run.ports.clock.monotonicMs() + (onlyOnce ? 0 : ASK_BOTH_MS);
  for (;;) {
    try {
      const [source, target] = await Promise.all([ask(run, move, move.source), ask(run, move, move.target)]);
      return { source, target };
    } catch (error) {
      if (!DriverError.is(error) || run.ports.clock.monotonicMs() >= endsAt) throw error;
      await sleepUnless(run.ports.clock, SETTLE_LOOK_EVERY_MS, new AbortController().signal);
    }
  }
}

/** The connection may have been remade since the move began: the directory knows the one of now. */
async function ask(run: MigrateRun, move: Move, end: MoveEnd): Promise<DomainReading | undefined> {
  const connection = end.connection.open ? end.connection : await run.directory.connection(end.hostId);
  return await connection.readDomain(move.id, { deadlineMs: ASK_DEADLINE_MS, figures: false });
}
