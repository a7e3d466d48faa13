import { CALL_DEADLINE_MS } from './limits';
import { openSocketLink } from './open-link';
import type { Fault } from './wire';

/**
 * Makes a fault happen in the running simulated testbed, for tests and for trying things by hand.
 * @example await sendFault({ socketPath, host: 'dempsey-02', fault: { fault: 'cut' } })
 * @throws DriverError as the daemon answers
 */
export async function sendFault(input: {
  readonly socketPath: string;
  readonly host: string;
  readonly fault: Fault;
}): Promise<void> {
  const { link, close } = await openSocketLink(input.socketPath);
  try {
    await link.call('fault', input.host, { fault: input.fault }, { deadlineMs: CALL_DEADLINE_MS });
  } finally {
    close();
  }
}
