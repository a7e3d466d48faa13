import { PROBE_VERDICT_WORDS, PROBES, worstVerdict } from '@/lib/domain/probe';
import { claimTarget, releaseTarget } from '@/lib/agent/probes/lease-target';
import { LeaseLost, probeTarget } from '@/lib/agent/probes/probe-target';
import { ownClients, readTarget } from '@/lib/agent/probes/target-row';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler, Run } from '@/lib/agent/worker/run';
import { MINUTE_MS, SECOND_MS } from '@/lib/utils/time';

/** Whoever asks it at that moment is through by then: a job takes four minutes at most. */
const WAIT_MS = 5 * MINUTE_MS;
const LOOK_EVERY_MS = SECOND_MS / 2;

/** Asks now what the schedule would ask later. Its results count as every asking does. */
export const runProbesHandler: Handler<'run-probes'> = {
  kind: 'run-probes',
  firstStep: { name: 'wait', title: 'Wait until nobody else asks it' },
  run: async (run) => {
    const { targetId, probes } = run.input;
    // Another run of this operation has another lease: what a dead one asked is waited for.
    const lease = `${run.ports.owner}/operation/${run.operation.id}/${run.operation.attempt}`;
    await waitForTurn(run, lease);
    try {
      const target = await readTarget(run.sql, targetId);
      if (target === undefined) throw new OperationFailure('not-found', 'It is not probed any more.');
      run.probe('leased');
      const results = await probeTarget(run.ports, {
        lease,
        target,
        probes: probes.filter((probe) => target.probes.includes(probe)),
        clients: ownClients(),
        signal: run.signal,
        onProbe: async (probe) => await run.step(probe, PROBES[probe].title),
        onResult: ({ verdict, sentence }) => {
          run.note(`${PROBE_VERDICT_WORDS[verdict]}: ${sentence}`);
          run.probe('asked');
        },
      });
      return {
        result: {
          verdict: worstVerdict(results.map(({ verdict }) => verdict)),
          probes: results.map(({ probe, verdict, latencyMs }) => ({ probe, verdict, latencyMs })),
        },
      };
    } catch (error) {
      if (error instanceof LeaseLost) throw new OperationFailure('conflict', error.message, { cause: error });
      throw error;
    } finally {
      await releaseTarget(run.sql, lease, targetId);
    }
  },
};

async function waitForTurn(run: Run<'run-probes'>, lease: string): Promise<void> {
  const { clock } = run.ports;
  const began = clock.monotonicMs();
  while (!(await claimTarget(run.sql, lease, run.input.targetId))) {
    if ((await readTarget(run.sql, run.input.targetId)) === undefined)
      throw new OperationFailure('not-found', 'It is not probed any more.');
    if (clock.monotonicMs() - began > WAIT_MS)
      throw new OperationFailure('conflict', 'Somebody else asks it all the time. Try again later.');
    await clock.sleep(LOOK_EVERY_MS, run.signal);
  }
}
