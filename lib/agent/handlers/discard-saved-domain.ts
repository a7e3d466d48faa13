import { plainVerbHandler } from './plain-verb';

export const discardSavedDomainHandler = plainVerbHandler('discard-saved-domain', {
  verb: 'discard-saved',
  step: { name: 'discard', title: 'Delete the saved memory' },
  done: ['off'],
  act: async (at, options) => await at.connection.discardSaved(at.id, options),
});
