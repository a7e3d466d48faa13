import { formatDuration } from '@/lib/utils/time';
import { SHUTDOWN_DOMAIN_DEADLINE_MS } from '@/lib/operations/kinds/shutdown-domain';
import { CancelRequested, DeadlinePassed } from '@/lib/agent/worker/abort-reasons';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { sleepUnless } from '@/lib/agent/system-clock';
import type { Handler } from '@/lib/agent/worker/run';
import type { DomainState } from '@/lib/domain/domain';
import { type DomainAtHost, hostOfDomain, readOrFail } from './host-of-domain';
import { requireState } from './plain-verb';

/** Between two looks where no event comes; a host with events wakes us at once. */
const LOOK_EVERY_MS = 1_000;
const OFF: readonly DomainState[] = ['off', 'crashed'];

/** Asks the guest to power off and waits until it is off; the power button promises nothing. */
export const shutdownDomainHandler: Handler<'shutdown-domain'> = {
  kind: 'shutdown-domain',
  firstStep: { name: 'press', title: 'Press the power button' },
  run: async (run) => {
    const at = await hostOfDomain(run);
    const before = await readOrFail(run, at);
    if (OFF.includes(before.state)) {
      run.note(`${at.name} was ${before.state} already.`, true);
      return { result: { acted: false } };
    }
    let woken = new AbortController();
    const unwatch = await at.connection.watch((event) => {
      if (event.kind === 'domain' && event.domainId === at.id) woken.abort();
    });
    try {
      if (before.state !== 'shutting-down') {
        requireState(run, 'shutdown', at, before);
        run.probe('before-act');
        await at.connection.shutdown(at.id, { signal: run.signal });
        run.probe('after-act');
      }
      await run.step('wait', 'Wait for the guest to power off');
      for (;;) {
        woken = new AbortController();
        if (await isOff(at)) return { result: { acted: true } };
        await sleepUnless(run.ports.clock, LOOK_EVERY_MS, AbortSignal.any([run.signal, woken.signal]));
        if (!run.signal.aborted) continue;
        if (await isOff(at)) return { result: { acted: true } };
        throw giveUp(run.signal.reason, at);
      }
    } finally {
      await unwatch().catch(() => undefined); // The connection may have been lost; then nothing is watched any more.
    }
  },
};

/** A transient domain that is off is not there any more. */
async function isOff(at: DomainAtHost): Promise<boolean> {
  const reading = await at.connection.readDomain(at.id);
  return reading === undefined || OFF.includes(reading.state);
}

function giveUp(reason: unknown, at: DomainAtHost): unknown {
  if (reason instanceof DeadlinePassed) {
    const limit = formatDuration(SHUTDOWN_DOMAIN_DEADLINE_MS);
    return new OperationFailure(
      'timeout',
      `${at.name} did not answer the power button within ${limit}; it still runs on ${at.hostName}. Use Force off if it must end now.`,
    );
  }
  return reason instanceof CancelRequested ? reason : new Error('The wait was ended.', { cause: reason });
}
