/** One script at the other end of the SSH client, and what came of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions } from '@/lib/drivers/port';
import { MINUTE_MS } from '@/lib/utils/time';
import { toSshError } from './ssh-errors';
import { programEnvironment } from '@/lib/utils/program-environment';

/** Signing in, and 32 MiB of output on their way. Too short: what a program wrote is not to be had over a slow line. */
const CALL_DEADLINE_MS = MINUTE_MS;
/** What comes back is at most two outputs in base64; a host that sends more without end would fill our memory. */
const MOST_ANSWER_BYTES = 64 * 1_048_576;
/** Of what the client says why it failed. */
const MOST_REASON_BYTES = 16_384;
/** A client of old leaves its output open to a connection that is kept; nobody waits for that. */
const REASON_REST_MS = 200;

/** What the client needs of ours: its user's files and keys. Not the database's password, which settings of its own could send on. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SSH_AUTH_SOCK'];

/**
 * @param to how the other end is called in a sentence, e.g. `the host`
 * @returns what the script wrote, all of it.
 * @throws DriverError `unreachable`, `refused` (host key, sign-in, no shell there), `timeout`, `cancelled`, `unsupported` (no client).
 */
export async function runSsh(
  args: readonly string[],
  script: string,
  to: string,
  options: CallOptions = {},
): Promise<string> {
  const { signal, deadlineMs = CALL_DEADLINE_MS } = options;
  const cancelled = (): DriverError => new DriverError('cancelled', `Stopped asking ${to} by SSH, as asked.`);
  if (signal?.aborted === true) throw cancelled();
  const child = spawn('ssh', args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: programEnvironment(Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]))),
  });
  let why: DriverError | undefined;
  const stop = (error: DriverError): void => {
    why ??= error;
    child.kill('SIGKILL');
  };
  const [answer, reason]: [Buffer[], Buffer[]] = [[], []];
  let [answered, reasoned] = [0, 0];
  child.stdout.on('data', (piece: Buffer) => {
    answered += piece.length;
    if (answered > MOST_ANSWER_BYTES) stop(new DriverError('internal', `Through SSH ${to} answered without end.`));
    else answer.push(piece);
  });
  child.stderr.on('data', (piece: Buffer) => {
    if (reasoned < MOST_REASON_BYTES) reason.push(piece);
    reasoned += piece.length;
  });
  const timer = setTimeout(
    () => stop(new DriverError('timeout', `By SSH ${to} did not answer within ${deadlineMs} ms.`)),
    deadlineMs,
  );
  const onAbort = (): void => stop(cancelled());
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    // It may end without reading all of it; its exit code tells why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(script);
    const ended = once(child.stdout, 'close');
    const told = once(child.stderr, 'close');
    // Where it cannot be started these never come, and nobody waits for them.
    const [code]: unknown[] = await once(child, 'exit');
    await ended;
    await Promise.race([told, sleep(REASON_REST_MS)]);
    if (why !== undefined) throw why;
    if (code === 0) return Buffer.concat(answer).toString('utf8');
    throw toSshError(typeof code === 'number' ? code : undefined, Buffer.concat(reason).toString('utf8'), to);
  } catch (error) {
    if (error instanceof DriverError) throw error;
    throw new DriverError('unsupported', 'The SSH client could not be started on the agent’s machine.', {
      remedy: 'Install openssh-client (Debian, Ubuntu) or openssh-clients (Fedora) there.',
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
