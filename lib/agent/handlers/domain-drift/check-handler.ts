import type { Handler } from '@/lib/agent/worker/run';
import { compare, keepComparison, openGuest } from './compare';

/** Compares a running domain with its image, by programs that change nothing in it. */
export const checkDomainDriftHandler: Handler<'check-domain-drift'> = {
  kind: 'check-domain-drift',
  firstStep: { name: 'ask', title: 'Ask the guest' },
  run: async (run) => {
    run.probe('claimed');
    const guest = await openGuest(run);
    const compared = await compare(run, guest);
    run.probe('asked');
    await run.step('keep', 'Keep what was found');
    return await keepComparison(run, guest, compared);
  },
};
