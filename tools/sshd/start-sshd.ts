/** An SSH server of a test's own on a port of the loopback address, and a client that knows its key. Gone with `stop`. */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { findFreePort } from '@/tools/shared/free-port';
import { mustRun } from '@/tools/shared/run-command';
import { waitUntil } from '@/tools/shared/wait-until';
import { SSHD } from './prerequisites';

export interface TestSshd {
  readonly port: number;
  /** Who we are: nobody else is let in. */
  readonly user: string;
  /** `user@127.0.0.1:port` */
  readonly address: string;
  /** Put it first in PATH: the `ssh` in it takes our key, and knows the server's. */
  readonly clientFolder: string;
  readonly knownHosts: string;
  /** Another key from the next connection on, as of another machine. */
  changeHostKey(): Promise<void>;
  stop(): Promise<void>;
}

/** It listens within milliseconds; a busy machine may take longer. */
const LISTEN_DEADLINE_MS = 20_000;

/**
 * @param options.forced what runs instead of whatever a client asks for
 * @param options.authorized further lines of `authorized_keys`
 */
export async function startSshd(
  options: { readonly forced?: string; readonly authorized?: string } = {},
): Promise<TestSshd> {
  const dir = mkdtempSync(join(tmpdir(), 'gridbox-test-sshd-'));
  const at = (name: string): string => join(dir, name);
  const { username: user } = userInfo();
  const port = await findFreePort();
  const makeKey = async (name: string): Promise<string> => {
    await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', at(name)]);
    return readFileSync(at(`${name}.pub`), 'utf8');
  };
  const hostKey = await makeKey('host-key');
  await makeKey('user-key');
  copyFileSync(at('user-key.pub'), at('authorized-keys'));
  appendFileSync(at('authorized-keys'), options.authorized ?? '');
  writeFileSync(at('known-hosts'), `[127.0.0.1]:${port} ${hostKey}`);
  writeFileSync(
    at('sshd-config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host-key')}`,
      `AuthorizedKeysFile ${at('authorized-keys')}`,
      'PidFile none',
      // The folder is below one that everybody may write to.
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'MaxStartups 100',
      // bash reads a user's start-up file in the first shell of a sign-in alone; some take a second.
      'SetEnv SHLVL=2',
      ...(options.forced === undefined ? [] : [`ForceCommand ${options.forced}`]),
      '',
    ].join('\n'),
  );
  writeFileSync(
    at('client-config'),
    `Host *\n  IdentityFile ${at('user-key')}\n  IdentitiesOnly yes\n  IdentityAgent none\n  UserKnownHostsFile ${at('known-hosts')}\n`,
  );
  const clientFolder = at('client');
  mkdirSync(clientFolder);
  const client = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'ssh'))
    .find((path) => existsSync(path));
  writeFileSync(join(clientFolder, 'ssh'), `#!/bin/sh\nexec ${client} -F ${at('client-config')} "$@"\n`);
  chmodSync(join(clientFolder, 'ssh'), 0o755);
  // Where root's sshd parts with its rights; the package's service makes it otherwise.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const start = async () => {
    const child = spawn(SSHD, ['-D', '-E', at('log'), '-f', at('sshd-config')], { stdio: 'ignore' });
    await waitUntil('sshd listens', async () => await listens(port), { deadlineMs: LISTEN_DEADLINE_MS, everyMs: 20 });
    return async () => {
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    };
  };
  let stopServer = await start();
  return {
    port,
    user,
    address: `${user}@127.0.0.1:${port}`,
    clientFolder,
    knownHosts: at('known-hosts'),
    changeHostKey: async () => {
      await stopServer();
      for (const name of ['host-key', 'host-key.pub']) rmSync(at(name));
      await makeKey('host-key');
      stopServer = await start();
    },
    stop: async () => {
      await stopServer();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function listens(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
