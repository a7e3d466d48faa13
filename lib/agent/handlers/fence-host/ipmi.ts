/** Power by a management card, through `ipmitool`: the tool that those who run such machines trust and have. */
import { execFile } from 'node:child_process';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import type { Clock } from '@/lib/agent/ports';
import { sleepUnless } from '@/lib/agent/system-clock';

export interface ManagementCard {
  readonly address: string;
  readonly port: number;
  readonly username: string;
  /** Of RMCP+; undefined: what the card says it prefers, which some cards cannot be asked. */
  readonly cipherSuite?: number | undefined;
  readonly password: string;
}

/** One question to the card; a card that is slower than this does not answer. */
const CARD_DEADLINE_MS = 20_000;
/** Between two questions whether it is off. */
const ASK_EVERY_MS = 1_000;

/**
 * Orders the power off and waits until the card says that it is. Resolves with a sentence; the caller's signal ends the waiting.
 * @throws OperationFailure `unsupported` where `ipmitool` is not installed, `unreachable` where the card does not do as it is told
 */
export async function powerOffByCard(
  card: ManagementCard,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<string> {
  // A machine that is off already answers an order to be off with an error on some cards.
  if (!(await isOff(card, signal))) {
    await ipmitool(card, ['chassis', 'power', 'off'], signal);
    while (!(await isOff(card, signal))) {
      await sleepUnless(clock, ASK_EVERY_MS, signal);
      signal.throwIfAborted();
    }
  }
  return `Its management card at ${card.address} says that the power is off.`;
}

async function isOff(card: ManagementCard, signal: AbortSignal): Promise<boolean> {
  const words = await ipmitool(card, ['chassis', 'power', 'status'], signal);
  if (/power is off/i.test(words)) return true;
  if (/power is on/i.test(words)) return false;
  throw new OperationFailure(
    'unreachable',
    `The management card at ${card.address} does not say whether it is on: ${brief(words)}`,
  );
}

/** No shell; the password is in the environment, where other users of the machine do not see it. */
async function ipmitool(card: ManagementCard, words: readonly string[], signal: AbortSignal): Promise<string> {
  const suite = card.cipherSuite === undefined ? [] : ['-C', String(card.cipherSuite)];
  const args = [
    '-I',
    'lanplus',
    '-H',
    card.address,
    '-p',
    String(card.port),
    '-U',
    card.username,
    ...suite,
    '-E',
    ...words,
  ];
  const env = { ...process.env, IPMI_PASSWORD: card.password };
  return await new Promise((resolve, reject) => {
    execFile('ipmitool', args, { env, signal, timeout: CARD_DEADLINE_MS }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (signal.aborted) return reject(error);
      if ('code' in error && error.code === 'ENOENT')
        return reject(
          new OperationFailure(
            'unsupported',
            'ipmitool is not installed where the agent runs (Debian: apt-get install ipmitool).',
          ),
        );
      const said =
        error.killed === true ? `no answer within ${CARD_DEADLINE_MS / 1000} s` : brief(stderr || error.message);
      reject(new OperationFailure('unreachable', `The management card at ${card.address} did not do it: ${said}`));
    });
  });
}

const LONGEST_WORDS = 300;
const brief = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').slice(0, LONGEST_WORDS);
