import type { Handler } from '@/lib/agent/worker/run';
import { buildPlan } from './build-plan';
import { openColdEnds } from './ends';

/** A dry run: both hosts are asked, nothing is changed. The plan is the operation's result, obstacles and all. */
export const planColdMoveHandler: Handler<'plan-cold-move'> = {
  kind: 'plan-cold-move',
  firstStep: { name: 'plan', title: 'Read both hosts, the definition and its files' },
  run: async (run) => {
    const ends = await openColdEnds(run);
    return { result: { plan: await buildPlan(run, ends, run.input) } };
  },
};
