import type { Handler } from '@/lib/agent/worker/run';
import { FORGET } from './delete-domain/sql';
import { requireState } from './plain-verb';
import { hostOfDomain } from './host-of-domain';

/** Removes the definition, and then the domain from the inventory where no other host has it either. */
export const undefineDomainHandler: Handler<'undefine-domain'> = {
  kind: 'undefine-domain',
  firstStep: { name: 'undefine', title: 'Delete the definition' },
  run: async (run) => {
    const at = await hostOfDomain(run);
    const before = await at.connection.readDomain(at.id, { signal: run.signal });
    if (before === undefined) {
      run.note(`${at.hostName} did not know ${at.name} any more.`, true);
    } else {
      requireState(run, 'undefine', at, before);
      run.probe('before-act');
      await at.connection.undefine(at.id, { signal: run.signal });
      run.probe('after-act');
    }
    await run.sql.query(FORGET, [at.id, at.hostId]);
    return { result: { acted: before !== undefined } };
  },
};
