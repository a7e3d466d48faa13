import type { Handler } from '@/lib/agent/worker/run';
import { nodeOfRun } from '@/lib/agent/batch/node-of-run';
import { hostOfDomain, readOrFail } from './host-of-domain';

/**
 * Opens the slots that a plan has closed; those that somebody else closed, or another plan by now, stay as they are. A node that is
 * off takes no jobs: its slots are opened when it runs again.
 */
export const openSlotsHandler: Handler<'open-slots'> = {
  kind: 'open-slots',
  firstStep: { name: 'look', title: 'Look whether it runs, and who closed its slots' },
  run: async (run) => {
    const at = await hostOfDomain(run);
    const { state } = await readOrFail(run, at);
    const { system, node, name } = await nodeOfRun(run);
    const ours = await run.sql.query(
      `select 1 from "BatchNode" where "domainId" = $1::uuid and "closedPlanId" = $2::uuid`,
      [node.domainId, run.input.planId],
    );
    if (ours.length === 0 || state !== 'running') {
      run.note(
        ours.length === 0
          ? `The slots of ${name} were not closed by this plan, or not by it alone.`
          : `${name} is ${state}: its slots stay closed until it runs.`,
        true,
      );
      return { result: { acted: false } };
    }
    await run.step('open', `Open its slots in the ${system.name}`);
    run.probe('before-act');
    if (!node.open) await system.openSlots(node.domainId, { signal: run.signal });
    run.probe('after-act');
    await nodeOfRun(run);
    // Last: a run that dies before this opens once more what is open, which does nothing.
    await run.sql.query(FORGET, [node.domainId, run.input.planId]);
    return { result: { acted: !node.open } };
  },
};

const FORGET = `
  update "BatchNode" set "closedPlanId" = null, "closedAt" = null where "domainId" = $1::uuid and "closedPlanId" = $2::uuid`;
