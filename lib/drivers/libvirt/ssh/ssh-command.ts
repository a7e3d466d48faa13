/** The command line of the SSH client. Nothing that is run at the other end is part of it: that goes by standard input. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { SshAddress } from '@/lib/domain/ssh-address';
import { DriverError } from '@/lib/drivers/errors';

/** Whoever does not take the connection within this is away. Too short: a busy host counts as away. */
const CONNECT_SECONDS = 10;
/** A silent peer is let go of after 5 s × 3, as by libvirt. */
const ALIVE_SECONDS = 5;
const ALIVE_COUNT = 3;
/** A connection is kept for the next question: signing in anew each time takes CPU time from what is measured there. */
const KEPT_SECONDS = 30;

/** Whose keys are taken. */
export type HostKeys =
  /** Those that the agent's user knows already. */
  | { readonly kind: 'known' }
  | { readonly kind: 'any' }
  /** The first one, from then on no other. It is kept under `alias`, whatever the address. */
  | { readonly kind: 'first'; readonly file: string; readonly alias: string };

/** @returns the client's arguments. @throws DriverError `unsupported` where the path of a file of ours cannot be told to it. */
export function sshArguments(
  address: SshAddress,
  keys: HostKeys,
  /** Where connections that are kept are met again; left out: none is kept. */
  socketFolder?: string,
): readonly string[] {
  const options = {
    // Nobody sits there to be asked.
    BatchMode: 'yes',
    ConnectTimeout: String(CONNECT_SECONDS),
    ServerAliveInterval: String(ALIVE_SECONDS),
    ServerAliveCountMax: String(ALIVE_COUNT),
    ...hostKeyOptions(keys),
    // Whatever the user's own settings say: the other end is given a program to run and nothing of this one.
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    PermitLocalCommand: 'no',
    RemoteCommand: 'none',
    RequestTTY: 'no',
    LogLevel: 'ERROR',
  };
  const { user, host, port } = address;
  const to = [
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    '--',
    host,
    // Whatever shell the user has there: this is one word in all of them.
    'sh',
  ];
  return [...(socketFolder === undefined ? [] : keptOptions(socketFolder, to)), ...to];
}

function hostKeyOptions(keys: HostKeys): Readonly<Record<string, string>> {
  if (keys.kind === 'known') return { StrictHostKeyChecking: 'yes' };
  if (keys.kind === 'any') return { StrictHostKeyChecking: 'no' };
  return {
    StrictHostKeyChecking: 'accept-new',
    UserKnownHostsFile: pathOption(keys.file),
    HostKeyAlias: keys.alias,
  };
}

/** Met again only by whoever asks for the very same: a connection that took any key must not serve one that asks for a known one. */
function keptOptions(folder: string, to: readonly string[]): readonly string[] {
  const NAME_DIGITS = 16;
  const name = createHash('sha256').update(to.join('\0')).digest('hex').slice(0, NAME_DIGITS);
  return [
    '-o',
    'ControlMaster=auto',
    '-o',
    `ControlPath=${pathOption(join(folder, name))}`,
    '-o',
    `ControlPersist=${KEPT_SECONDS}`,
  ];
}

/** The client splits such values at spaces, and fills in what stands behind a `%` or in `${}`. */
function pathOption(path: string): string {
  if (/["\\$\n]/.test(path))
    throw new DriverError('unsupported', `The path ${JSON.stringify(path)} cannot be given to the SSH client.`, {
      remedy: 'Take a data folder without quotes, backslashes and dollar signs in its path.',
    });
  return `"${path.replaceAll('%', '%%')}"`;
}
