import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { plainVerbHandler } from './plain-verb';

export const startDomainHandler = plainVerbHandler('start-domain', {
  verb: 'start',
  step: { name: 'start', title: 'Start the domain' },
  done: ['running'],
  act: async (at, options) => await at.connection.start(at.id, options),
  // A second running copy would write the same disks: what the inventory saw a moment ago is reason enough to refuse.
  guard: ({ operation }) => {
    if (operation.runsAlsoOn === null) return;
    throw new OperationFailure(
      'refused',
      `${operation.domainName ?? 'The domain'} runs on ${operation.runsAlsoOn}; a second copy is not started.`,
    );
  },
});
