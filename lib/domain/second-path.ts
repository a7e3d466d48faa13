/** Where a host gives a sign of life past its hypervisor: a TCP port of its own, of its management card, of its SSH server. Pure. */
import { checkSshAddress } from './ssh-address';

export interface SecondPath {
  /** A name or an address; one of IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Half a sentence for whoever typed something else. */
export const SECOND_PATH_FORM = 'write address:port, with an address of IPv6 in brackets';

/**
 * @example parseSecondPath('192.168.1.7:22') // { host: '192.168.1.7', port: 22 }
 * @example parseSecondPath('dempsey-01') // undefined
 */
export function parseSecondPath(text: string): SecondPath | undefined {
  const [, host = '', port] = /^(\[[^[\]]*\]|[^@:[\]]*):(.*)$/.exec(text) ?? [];
  const found = checkSshAddress({ user: undefined, host, port });
  return found?.port === undefined ? undefined : { host: found.host, port: found.port };
}
