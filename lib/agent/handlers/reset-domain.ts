import { restartHandler } from './restart-guest';

export const resetDomainHandler = restartHandler('reset-domain', 'reset', 'Reset the domain');
