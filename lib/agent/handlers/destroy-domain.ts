import { plainVerbHandler } from './plain-verb';

export const destroyDomainHandler = plainVerbHandler('destroy-domain', {
  verb: 'destroy',
  step: { name: 'destroy', title: 'Force the domain off' },
  done: ['off'],
  act: async (at, options) => await at.connection.destroy(at.id, options),
});
