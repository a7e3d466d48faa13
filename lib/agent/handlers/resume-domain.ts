import { plainVerbHandler } from './plain-verb';

export const resumeDomainHandler = plainVerbHandler('resume-domain', {
  verb: 'resume',
  step: { name: 'resume', title: 'Resume the domain' },
  done: ['running'],
  act: async (at, options) => await at.connection.resume(at.id, options),
});
