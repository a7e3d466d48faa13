/** What the address of a host says of how SSH leads there. https://libvirt.org/uri.html#ssh-transport */
import { checkSshAddress, type SshAddress } from '@/lib/domain/ssh-address';

export interface HostSsh {
  readonly address: SshAddress;
  /** False where the address says `no_verify`: then libvirt takes any host key, and so do we. */
  readonly verify: boolean;
}

export const isSshUri = (uri: string): boolean => /^[a-z]+\+ssh:/.test(uri);

/**
 * The same machine that libvirt reaches by this address; undefined where it is none with SSH, or where a part of it is nothing
 * that a user, a host or a port is named by.
 * @example sshOfUri('qemu+ssh://root@host:2222/system') // { address: { user: 'root', host: 'host', port: 2222 }, verify: true }
 */
export function sshOfUri(uri: string): HostSsh | undefined {
  if (!isSshUri(uri) || !URL.canParse(uri)) return undefined;
  const { username, hostname, port, searchParams } = new URL(uri);
  const address = checkSshAddress({
    // Still escaped: an escape is no part of a name, and is not taken.
    user: username === '' ? undefined : username,
    host: hostname,
    port: port === '' ? undefined : port,
  });
  if (address === undefined) return undefined;
  return { address, verify: Number(searchParams.get('no_verify') ?? 0) === 0 };
}
