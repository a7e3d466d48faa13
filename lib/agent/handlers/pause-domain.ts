import { plainVerbHandler } from './plain-verb';

export const pauseDomainHandler = plainVerbHandler('pause-domain', {
  verb: 'pause',
  step: { name: 'pause', title: 'Pause the domain' },
  done: ['paused'],
  act: async (at, options) => await at.connection.pause(at.id, options),
});
