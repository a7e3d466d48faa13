import { restartHandler } from './restart-guest';

export const rebootDomainHandler = restartHandler('reboot-domain', 'reboot', 'Ask the guest to reboot');
