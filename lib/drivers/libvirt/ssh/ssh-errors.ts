/** Why the SSH client ended without an answer, from its own words: it has one exit code for everything. */
import { DriverError } from '@/lib/drivers/errors';

/** What the client ends with where it was its own failure; every other code is the far shell's. */
const OWN_FAILURE = 255;
const LONGEST_QUOTE = 300;

/**
 * @param code undefined where a signal ended it
 * @param to how the other end is called in a sentence
 */
export function toSshError(code: number | undefined, said: string, to: string): DriverError {
  const words = lastLine(said);
  const native = { code: code ?? OWN_FAILURE, name: 'ssh', message: words };
  const quote = words === '' ? '' : ` ssh says: ${words}`;
  const error = (kind: 'unreachable' | 'refused', sentence: string, remedy?: string): DriverError =>
    new DriverError(kind, `${sentence}${quote}`, { native, remedy });
  if (code !== OWN_FAILURE && code !== undefined)
    return error('refused', `By SSH ${to} ran no script of ours.`, 'Give the user a login shell there that runs sh.');
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/i.test(said))
    return error(
      'refused',
      `By SSH ${to} has another host key than before.`,
      'Find out why; if that is right, remove the old key from the list of known hosts, and try again.',
    );
  if (/Host key verification failed|No .*host key is known/i.test(said))
    return error(
      'refused',
      `The host key of ${to} is not known to the agent’s user.`,
      'Sign in there once with ssh as the agent’s user and compare the key, or add it to that user’s known_hosts.',
    );
  if (/Permission denied|Too many authentication failures|No supported authentication/i.test(said))
    return error(
      'refused',
      `By SSH ${to} does not let the agent’s user in.`,
      'Add the public key of the agent’s user to authorized_keys of the user there; nobody is there to type a password.',
    );
  return error('unreachable', `By SSH ${to} cannot be reached.`, 'Look whether an SSH server listens at that address.');
}

/** The last of its lines that says something; what comes from a far machine is shown without control characters. */
function lastLine(said: string): string {
  const lines = said
    .replace(/[^\P{Cc}\n]/gu, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return (lines.at(-1) ?? '').slice(0, LONGEST_QUOTE);
}
