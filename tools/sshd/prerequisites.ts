/** What tests of the SSH channel need of the machine, and the Debian package that brings each. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { isInPath } from '@/tools/shared/is-in-path';
import type { MissingPart } from '@/tools/rig/prerequisites';

/** It starts itself anew for each connection, by this path. */
export const SSHD = '/usr/sbin/sshd';
const SERVER_PACKAGE = 'openssh-server';

/** Empty when a test can start an SSH server of its own. */
export function missingForSshd(): MissingPart[] {
  const missing: MissingPart[] = [];
  if (!existsSync(SSHD)) missing.push({ what: 'sshd', debianPackage: SERVER_PACKAGE });
  if (!isInPath('ssh')) missing.push({ what: 'ssh', debianPackage: 'openssh-client' });
  // libvirt reaches the socket of a daemon by it, at the other end.
  if (!isInPath('nc')) missing.push({ what: 'nc', debianPackage: 'netcat-openbsd' });
  return missing;
}

/** The package would let anybody knock at port 22 from then on; its service starts nothing while this file is there. */
export function keepSshdFromListening(packages: readonly string[]): void {
  const KEEPS_IT = '/etc/ssh/sshd_not_to_be_run';
  if (!packages.includes(SERVER_PACKAGE) || existsSync(KEEPS_IT)) return;
  mkdirSync('/etc/ssh', { recursive: true });
  writeFileSync(
    KEEPS_IT,
    'Made by the tests of Gridbox, which start an sshd of their own. Remove it to let the service start.\n',
  );
}
