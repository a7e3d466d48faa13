import { writeFileSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { mustRun } from '@/tools/shared/run-command';
import { SSHD } from '@/tools/sshd/prerequisites';
import { listensAt, makeService, type Service } from './service';
import type { SiteFolder } from './site-folder';

const PORT = 22;

/** It lets nobody in: what a VO box answers to a stranger is all that is asked of it. */
export async function planSshd(site: SiteFolder): Promise<Service> {
  const { network, at } = site;
  site.folder('sshd');
  await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'native', '-f', at('sshd', 'host-key')]);
  writeFileSync(
    at('sshd', 'config'),
    `Port ${PORT}\nListenAddress ${network.address}\nHostKey ${at('sshd', 'host-key')}\nPidFile none\nUsePAM no\nAuthenticationMethods publickey\nAuthorizedKeysFile none\n`,
  );
  // Where root's sshd parts with its rights; the package's service makes it otherwise.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  return makeService(network, {
    name: 'sshd',
    program: SSHD,
    args: ['-D', '-e', '-f', at('sshd', 'config')],
    logFile: at('sshd', 'log'),
    answers: async () => await listensAt(network.address, PORT),
  });
}
