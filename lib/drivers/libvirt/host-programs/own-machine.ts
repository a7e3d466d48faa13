/** On which hosts programs can be run: on the machine that this process runs on, and where SSH leads. Pure but for who we are. */
import process from 'node:process';
import { isEsx } from '@/lib/drivers/libvirt/esx/esx-capabilities';
import { isSshUri, sshOfUri } from '@/lib/drivers/libvirt/ssh/uri-address';

/** Whom programs on the host run as, by number. */
export interface ProgramsUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Does the address lead to a UNIX socket of this machine?
 * @example isOwnMachine('qemu+unix:///session?socket=/run/x') // true
 * @example isOwnMachine('qemu+ssh://host/system') // false
 */
export function isOwnMachine(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, searchParams } = new URL(uri);
  return /^(qemu|xen|lxc|vbox)(\+unix)?:$/.test(protocol) && hostname === '' && !searchParams.has('transport');
}

/** Why nothing can be run on this host itself, as a sentence; undefined where it can. */
export function whyNoHostPrograms(uri: string, user: ProgramsUser | undefined): string | undefined {
  if (isEsx(uri)) return 'ESX is no general-purpose system; no benchmark runs on it itself.';
  if (/^test[:+]/i.test(uri)) return 'Libvirt’s test driver is in memory alone; there is no host to run anything on.';
  // Whom they run as there is asked there, each time.
  if (sshOfUri(uri) !== undefined) return undefined;
  if (isSshUri(uri))
    return 'Programs run on this host by SSH, but its address names no machine that way; write user@host:port in letters, digits, dots, dashes and underscores.';
  if (!isOwnMachine(uri))
    return 'Programs run on a host itself where it is the agent’s own machine, reached by a UNIX socket, or where its address leads there by SSH; this address leads elsewhere. Write it with +ssh, like qemu+ssh://user@host/system, and let the agent’s user sign in there.';
  if (user === undefined && process.getuid?.() === 0)
    return 'The agent runs as root and was given no ordinary user to run programs as; name one in GRIDBOX_PROGRAMS_USER.';
  return undefined;
}
