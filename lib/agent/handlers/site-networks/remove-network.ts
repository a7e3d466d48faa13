import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';
import { networkHost, readAgain } from './network-host';

/** What is not there is done; whether it is gone is not believed but looked for. */
export const removeNetworkHandler: Handler<'remove-network'> = {
  kind: 'remove-network',
  firstStep: { name: 'look', title: 'Look whether it is there' },
  run: async (run) => {
    const { networks, hostName } = await networkHost(run);
    const { name } = run.input;
    if ((await networks.stat(name, { signal: run.signal })) === undefined) {
      run.note('It is not there.', true);
      return { result: { name, hostName } };
    }
    await run.step('remove', `Remove it from ${hostName}`);
    run.probe('before-act');
    await networks.remove(name, { signal: run.signal });
    run.probe('after-act');
    if ((await networks.stat(name, { signal: run.signal })) !== undefined)
      throw new OperationFailure('internal', `${hostName} still has the network ${name}.`);
    // Who plans the site again at once would else be told that the host has a network of this name.
    await readAgain(run);
    return { result: { name, hostName } };
  },
};
