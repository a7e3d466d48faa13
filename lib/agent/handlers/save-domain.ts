import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { DomainReading } from '@/lib/domain/readings';
import { plainVerbHandler } from './plain-verb';

export const saveDomainHandler = plainVerbHandler('save-domain', {
  verb: 'save',
  step: { name: 'save', title: 'Write the memory to the disk of the host' },
  done: ['saved'],
  underWay: isSaving,
  act: async (at, options) => await at.connection.save(at.id, options),
  guard: (_run, at, { persistent }) => {
    if (persistent) return Promise.resolve();
    const words = `${at.name} has no stored definition on ${at.hostName}: once off it would be gone, and its memory with it.`;
    return Promise.reject(new OperationFailure('refused', words));
  },
});

/** QEMU stands paused while it writes; Xen's toolstack says running, then takes the domain apart. */
function isSaving({ state, stateReason }: DomainReading): boolean {
  return (
    (state === 'paused' && stateReason === 'save') || (state === 'shutting-down' && stateReason === 'being released')
  );
}
