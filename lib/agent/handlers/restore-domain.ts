import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Run } from '@/lib/agent/worker/run';
import type { OperationKind } from '@/lib/domain/operation';
import type { DomainReading } from '@/lib/domain/readings';
import { DriverError } from '@/lib/drivers/errors';
import type { GuestSign } from '@/lib/drivers/port';
import { formatDuration } from '@/lib/utils/time';
import type { DomainAtHost } from './host-of-domain';
import { plainVerbHandler } from './plain-verb';
import { requireFit, requireOnlyCopy } from './start-domain';

/** A restored guest speaks at once. One that does not in this time says nothing about its memory, and nobody waits longer. */
const HEAR_DEADLINE_MS = 5_000;

export const restoreDomainHandler = plainVerbHandler('restore-domain', {
  verb: 'restore',
  step: { name: 'restore', title: 'Read the memory back and let the domain run' },
  done: ['running'],
  underWay: isRestoring,
  act: async (at, options) => await at.connection.restore(at.id, options),
  guard: async (run, at, reading) => {
    requireOnlyCopy(run);
    await requireFit(run, at, reading);
  },
  confirm: requireMemoryKept,
});

/** QEMU reads the memory into a guest that stands; Xen's toolstack gives it a number before it lets it run. */
function isRestoring({ state, stateReason = '' }: DomainReading): boolean {
  if (state === 'paused') return ['starting up', 'migration', 'save', 'restored'].includes(stateReason);
  return state === 'shutting-down' && stateReason === 'being released';
}

/**
 * A guest that was saved had been up for longer than this, in milliseconds: earlier there is nothing in it that could be asked
 * to suspend or that anybody would keep. Longer would call one that booted anew during a slow restore the old one.
 */
const YOUNGEST_SAVED_MS = 500;

/**
 * libvirt boots a domain whose saved memory it cannot read, and calls that started. The guest's own uptime tells: one that
 * was restored ran before it does again, and its clock stood in between; one that booted anew began when the call ended. So did,
 * by its clock, one that was saved in the first moments of its boot: it had not been heard since it was started.
 */
async function requireMemoryKept<Kind extends OperationKind>(run: Run<Kind>, at: DomainAtHost): Promise<void> {
  const runsAtMs = run.ports.clock.now().getTime();
  if (run.directory.reader(at.hostId)?.capabilities?.guestChannels.length === 0) return;
  await run.step('hear', 'Hear the guest');
  let sign: GuestSign;
  try {
    sign = await at.connection.hearGuest(at.id, { deadlineMs: HEAR_DEADLINE_MS, signal: run.signal });
  } catch (error) {
    if (!DriverError.is(error) || error.kind === 'cancelled') throw error;
    run.note(`${at.name} runs and was not heard: that its memory was kept is what ${at.hostName} says.`, true);
    return;
  }
  const up = formatDuration(sign.uptimeMs);
  const latestBootMs = Math.max(run.operation.startedAt.getTime(), runsAtMs - YOUNGEST_SAVED_MS);
  if (sign.heardAt.getTime() - sign.uptimeMs > latestBootMs) {
    const rows = await run.sql.query<{ heard: boolean }>(
      `select "guestUptimeMs" is not null as "heard" from "Domain" where "id" = $1::uuid`,
      [at.id],
    );
    if (rows[0]?.heard !== true) {
      run.note(
        `${at.name} runs, ${up} after its guest's boot. It was saved before it had been heard: whether it was still booting then, or has booted anew now, cannot be told.`,
        true,
      );
      return;
    }
    throw new OperationFailure(
      'unknown',
      `${at.name} runs on ${at.hostName}, and says it has been up for ${up} only: it seems to have booted anew, and what it held in memory is lost.`,
    );
  }
  run.note(`The guest was heard, ${up} after its boot: its memory was kept.`);
}
