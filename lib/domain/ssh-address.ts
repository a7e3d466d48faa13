/** Where somebody is signed in to by SSH. Pure. What does not fit here never reaches a command line. */

export interface SshAddress {
  /** Undefined: as the SSH client's own settings say. */
  readonly user: string | undefined;
  /** A name or an address; one of IPv6 without brackets. */
  readonly host: string;
  /** Undefined: as the SSH client's own settings say. */
  readonly port: number | undefined;
}

/** No dash first, which a program takes for an option, and nothing that means something to a shell. */
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;
const IPV6 = /^(?=.*:)[0-9A-Fa-f:.]{2,45}$/;
const PORT = /^[1-9][0-9]{0,4}$/;
const LAST_PORT = 65_535;

/** Half a sentence for whoever typed something else. */
export const SSH_ADDRESS_FORM = 'write user@address or user@address:port, with an address of IPv6 in brackets';

/** @returns undefined where a part holds anything but what users, hosts and ports are named by. */
export function checkSshAddress(parts: {
  readonly user: string | undefined;
  readonly host: string;
  readonly port: string | undefined;
}): SshAddress | undefined {
  const { user, port } = parts;
  const host = parts.host.replace(/^\[(.*)\]$/, '$1');
  if (user !== undefined && !USER.test(user)) return undefined;
  // Brackets are for IPv6 alone, which is told by its colons.
  if (!(host === parts.host ? NAME : IPV6).test(host)) return undefined;
  if (port !== undefined && (!PORT.test(port) || Number(port) > LAST_PORT)) return undefined;
  return { user, host, port: port === undefined ? undefined : Number(port) };
}

/**
 * The form in which a domain says how its guest is reached; the user is part of it.
 * @example parseSshAddress('root@[2001:db8::7]:2222') // { user: 'root', host: '2001:db8::7', port: 2222 }
 * @example parseSshAddress('-oProxyCommand=x@host') // undefined
 */
export function parseSshAddress(text: string): SshAddress | undefined {
  const [, user = '', host = '', port] = /^([^@]*)@(\[[^[\]]*\]|[^@:[\]]*)(?::(.*))?$/.exec(text) ?? [];
  return checkSshAddress({ user, host, port });
}
