import { sleepUnless } from '@/lib/agent/system-clock';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { formatDuration } from '@/lib/utils/time';
import type { ColdEnd, ColdEnds, ColdRun } from './ends';
import { POWER_OFF_LOOK_EVERY_MS, POWER_OFF_MS } from './tunables';

/** Asks the guest to power off and waits until it is off. Never by force. @throws OperationFailure `timeout` where it does not. */
export async function powerOff(run: ColdRun, ends: ColdEnds, end: ColdEnd): Promise<void> {
  const read = async () => await end.connection.readDomain(ends.id, { figures: false });
  const isOff = async () => ['off', 'crashed'].includes((await read())?.state ?? 'off');
  const before = await read();
  if (before?.state === 'running') await end.connection.shutdown(ends.id, { signal: run.signal });
  const endsAt = run.ports.clock.monotonicMs() + POWER_OFF_MS;
  while (run.ports.clock.monotonicMs() < endsAt) {
    if (await isOff()) return;
    if (!(await sleepUnless(run.ports.clock, POWER_OFF_LOOK_EVERY_MS, run.signal))) throw run.signal.reason;
  }
  throw new OperationFailure(
    'timeout',
    `${ends.name} on ${end.name} did not power off within ${formatDuration(POWER_OFF_MS)}; it still runs there, and was not forced off.`,
  );
}
