import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Handler } from '@/lib/agent/worker/run';

/** Defining the same text twice changes nothing, so a second run simply does it again. */
export const defineDomainHandler: Handler<'define-domain'> = {
  kind: 'define-domain',
  firstStep: { name: 'define', title: 'Give the definition to the host' },
  run: async (run) => {
    const { hostId } = run.operation;
    if (hostId === null) throw new OperationFailure('bad-request', 'No host was named to define the domain on.');
    const connection = await run.connection(hostId);
    run.probe('before-act');
    const id = await connection.define(run.input.definition, { signal: run.signal });
    run.probe('after-act');
    run.directory.reader(hostId)?.look(id, true);
    return { result: { domainId: id } };
  },
};
