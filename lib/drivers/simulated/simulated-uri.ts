import { DriverError } from '@/lib/drivers/errors';

export const SIMULATED_SCHEME = 'simulated';

/**
 * Name of the host in an address, which also names its testbed.
 * @example hostOfUri('simulated://openlab/dempsey-01') // 'dempsey-01'
 * @throws DriverError `refused` where the address is of another form
 */
export function hostOfUri(uri: string): string {
  const [, host] = /^simulated:\/\/[A-Za-z0-9-]+\/([A-Za-z0-9][A-Za-z0-9._-]{0,62})$/.exec(uri) ?? [];
  if (host === undefined) {
    throw new DriverError(
      'refused',
      `A simulated host has an address like simulated://openlab/dempsey-01; ${JSON.stringify(uri.slice(0, 100))} is none.`,
    );
  }
  return host;
}

export const uriOfHost = (name: string, testbed = 'openlab'): string => `${SIMULATED_SCHEME}://${testbed}/${name}`;
