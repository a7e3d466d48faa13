import type { Handler } from '@/lib/agent/worker/run';
import { nodeOfRun } from '@/lib/agent/batch/node-of-run';

/**
 * Closes a worker node's slots for a plan. That it was this plan is written down before the batch system is asked: a run that died in
 * between finds slots that are closed, and knows by whom.
 */
export const closeSlotsHandler: Handler<'close-slots'> = {
  kind: 'close-slots',
  firstStep: { name: 'look', title: 'Look at its slots and jobs' },
  run: async (run) => {
    const { planId, reason } = run.input;
    const { system, node, name } = await nodeOfRun(run);
    if (!node.open) {
      const ours = await run.sql.query(
        `select 1 from "BatchNode" where "domainId" = $1::uuid and "closedPlanId" is not null`,
        [node.domainId],
      );
      run.note(
        ours.length > 0
          ? `The slots of ${name} were closed by Gridbox already.`
          : `The slots of ${name} were closed already, by somebody else, who opens them again.`,
        true,
      );
      // Another plan's word is taken over, so that its end does not open what this one needs closed.
      await run.sql.query(TAKE_OVER, [node.domainId, planId]);
      return { result: { acted: false, jobs: node.jobs.length } };
    }
    await run.step('close', `Close its slots in the ${system.name}`);
    await run.sql.query(WRITE_DOWN, [node.domainId, planId, run.ports.clock.now().toISOString()]);
    run.probe('before-act');
    await system.closeSlots(node.domainId, `Gridbox: ${reason}`, { signal: run.signal });
    run.probe('after-act');
    const after = await nodeOfRun(run);
    return { result: { acted: true, jobs: after.node.jobs.length } };
  },
};

const TAKE_OVER = `update "BatchNode" set "closedPlanId" = $2::uuid where "domainId" = $1::uuid and "closedPlanId" is not null`;
const WRITE_DOWN = `update "BatchNode" set "closedPlanId" = $2::uuid, "closedAt" = $3::timestamptz where "domainId" = $1::uuid`;
