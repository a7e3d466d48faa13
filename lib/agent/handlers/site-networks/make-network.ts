import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';
import { networkHost, readAgain } from './network-host';

/** That it may be there is written down before, with the operation; making it twice is making it once. */
export const makeNetworkHandler: Handler<'make-network'> = {
  kind: 'make-network',
  firstStep: { name: 'look', title: 'Look whether it is there' },
  run: async (run) => {
    const { networks, hostName } = await networkHost(run);
    const { name, cidr } = run.input;
    const before = await networks.stat(name, { signal: run.signal });
    if (before?.ours === true && before.active) run.note('It is there already.', true);
    await run.step('make', `Make it on ${hostName}`);
    run.probe('before-act');
    await networks.make({ name, cidr }, { signal: run.signal });
    run.probe('after-act');
    const after = await networks.stat(name, { signal: run.signal });
    if (after?.active !== true)
      throw new OperationFailure('internal', `${hostName} made the network ${name}, and does not report it as active.`);
    // Domains are placed by what is read: the sooner it is, the sooner one can be attached.
    await readAgain(run);
    return { result: { name, hostName } };
  },
};
