import { DriverError } from '@/lib/drivers/errors';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler, Run } from '@/lib/agent/worker/run';
import { type DomainAtHost, hostOfDomain, readOrFail } from './host-of-domain';
import { requireState } from './plain-verb';

/** A guest that is asked for its uptime and does not answer by then says nothing about a restart. */
const UPTIME_DEADLINE_MS = 3_000;

/**
 * A restart leaves no state behind by which a second run would know that it was done. So a second run asks the guest how
 * long it has been up; where that says nothing it does not restart once more but says what is known.
 */
export function restartHandler<Kind extends 'reboot-domain' | 'reset-domain'>(
  kind: Kind,
  verb: 'reboot' | 'reset',
  title: string,
): Handler<Kind> {
  return {
    kind,
    firstStep: { name: verb, title },
    run: async (run) => {
      const at = await hostOfDomain(run);
      const before = await readOrFail(run, at);
      if (run.operation.attempt > 1 && (await restartedSince(run, at))) {
        run.note(`${at.name} has restarted since this operation began.`, true);
        return { result: { acted: false } };
      }
      requireState(run, verb, at, before);
      run.probe('before-act');
      await at.connection[verb](at.id, { signal: run.signal });
      run.probe('after-act');
      return { result: { acted: true } };
    },
  };
}

async function restartedSince<Kind extends 'reboot-domain' | 'reset-domain'>(
  run: Run<Kind>,
  at: DomainAtHost,
): Promise<boolean> {
  try {
    const sign = await at.connection.hearGuest(at.id, { deadlineMs: UPTIME_DEADLINE_MS, signal: run.signal });
    return sign.heardAt.getTime() - sign.uptimeMs > run.operation.startedAt.getTime();
  } catch (error) {
    if (!DriverError.is(error) || error.kind === 'cancelled') throw error;
    throw new OperationFailure(
      'unknown',
      `The agent that ran this ended, and ${at.name} does not say whether it was restarted. It is not restarted a second time; look at it and try again if need be.`,
      { cause: error },
    );
  }
}
