import { isActive } from '@/lib/domain/domain';
import { DriverError } from '@/lib/drivers/errors';
import type { GuestSign } from '@/lib/drivers/port';
import { sleepUnless } from '@/lib/agent/system-clock';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { formatDuration } from '@/lib/utils/time';
import type { Run } from '@/lib/agent/worker/run';
import { SECOND_MS } from '@/lib/utils/time';
import type { DomainAtHost } from './host-of-domain';

/** Between two looks at whether it still runs while it is listened for. */
const BOOT_LOOK_EVERY_MS = 2 * SECOND_MS;

/** What listening needs of a run. */
type ListeningRun = Pick<Run, 'signal' | 'ports'>;

export interface BootCheck {
  readonly heard: boolean;
  readonly sign: GuestSign | undefined;
  readonly words: string;
}

/**
 * Listens until the guest is heard, or for `limitMs`; silence is said and is no failure, for a guest may have
 * nothing to be heard by.
 * @throws OperationFailure where it does not stay running: then it has not booted.
 */
export async function hearBoot(run: ListeningRun, at: DomainAtHost, limitMs: number): Promise<BootCheck> {
  const { clock } = run.ports;
  const began = clock.monotonicMs();
  const since = () => formatDuration(clock.monotonicMs() - began);
  const over = new AbortController();
  const signal = AbortSignal.any([run.signal, over.signal]);
  try {
    const sign = await Promise.race([
      at.connection.hearGuest(at.id, { deadlineMs: limitMs, signal }),
      whenStopped(run, at, signal, since),
    ]);
    const words = `Heard by ${sign.channel === 'agent' ? 'its guest agent' : 'its heartbeat'} after ${since()}: verified.`;
    return { heard: true, sign, words };
  } catch (error) {
    if (run.signal.aborted || !DriverError.is(error)) throw error;
    if (error.kind === 'unreachable') throw error;
    // The error tells what stood in the way last, e.g. somebody else who reads the console.
    const silent = `It runs for ${since()}, not heard: not verified. ${error.message}`;
    const words =
      error.kind === 'unsupported' ? `It runs, and cannot be heard: not verified. ${error.message}` : silent;
    return { heard: false, sign: undefined, words };
  } finally {
    over.abort();
  }
}

/** Rejects as soon as it does not run any more; never resolves. */
async function whenStopped(
  run: ListeningRun,
  at: DomainAtHost,
  signal: AbortSignal,
  since: () => string,
): Promise<never> {
  while (await sleepUnless(run.ports.clock, BOOT_LOOK_EVERY_MS, signal)) {
    const now = await at.connection.readDomain(at.id, { figures: false }).catch((error: unknown) => {
      // A host that is slow to say is asked again; one that is lost ends the listening by itself.
      if (DriverError.is(error)) return 'unknown' as const;
      throw error;
    });
    if (now !== 'unknown' && (now === undefined || !isActive(now.state))) {
      throw new OperationFailure(
        'did-not-boot',
        `${at.name} did not stay running on ${at.hostName}: ${since()} after its start it is ${now?.state ?? 'not there'}.`,
      );
    }
  }
  // Decided by the other side of the race.
  return await new Promise<never>(() => undefined);
}
