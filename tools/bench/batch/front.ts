import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlahResult } from '@/lib/batch/blah/client';
import { type BlahpdStart, type StartedBlahpd, startBlahpd } from '@/lib/batch/blah/start-blahpd';
import { DriverError } from '@/lib/drivers/errors';

const BUSY_WAIT_MS = 10;
/** Under way at once: the program refuses more than 500, and to ask again for each that is refused costs more than to wait for one's turn. */
const AT_ONCE = 400;
const ASK_AGAIN_MS = 1_000;
/** The program takes a submission for lost after 150 s. */
const ACCEPTED_WITHIN_MS = 240_000;

export interface Submitted {
  readonly id: string;
  /** The program died over it, so that it was submitted again. */
  readonly cutOff: boolean;
  /** It was told to come again, since nobody knew yet whether there was a job. */
  readonly waited: boolean;
}

/** As a Computing Element keeps one: a `gridbox-blahpd` that is started again when it has died, and asked again what it did not answer. */
export interface Front {
  /** @param onWait called once where it is told to come again */
  submit(name: string, onWait: () => void): Promise<Submitted>;
  /** @returns the protocol's number of it */
  status(id: string): Promise<string>;
  /** By SIGKILL, in the middle of what it does. @returns milliseconds until the next one answers */
  kill(): Promise<number>;
  stop(): Promise<void>;
}

export async function openFront(
  command: Pick<BlahpdStart, 'argv' | 'environment'>,
  say: (line: string) => void,
): Promise<Front> {
  const start = async (): Promise<StartedBlahpd> =>
    await startBlahpd({
      ...command,
      onLog: (text) => {
        // Of each submission that the last one did not answer: they are asked for again.
        const lines = text.split('\n').filter((line) => line !== '' && !line.includes('not fetched yet'));
        for (const line of lines) say(line);
      },
    });
  let current = start();
  await current;

  const turns: (() => void)[] = [];
  let under = 0;
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (under >= AT_ONCE) await new Promise<void>((resolve) => turns.push(resolve));
    else under += 1;
    try {
      return await work();
    } finally {
      const next = turns.shift();
      if (next === undefined) under -= 1;
      else next();
    }
  };
  const ask = async (
    line: string,
    parameters: readonly string[],
  ): Promise<BlahResult & { readonly cutOff: boolean }> => {
    let cutOff = false;
    for (;;) {
      let asked = current;
      try {
        const answer = await inTurn(async () => {
          asked = current;
          return await (await asked).client.request(line, parameters);
        });
        return { ...answer, cutOff };
      } catch (error) {
        if (DriverError.is(error, 'busy')) await sleep(BUSY_WAIT_MS);
        else if (DriverError.is(error, 'unreachable') && asked !== current) cutOff = true;
        else throw error;
      }
    }
  };
  return {
    submit: async (name, onWait) => {
      const description = `[gridtype="simulated";Cmd="/bin/true";Args="'of the bench' ${name}";ClientJobId="${name}"]`;
      const giveUpAt = performance.now() + ACCEPTED_WITHIN_MS;
      let [cutOff, waited] = [false, false];
      for (;;) {
        const answer = await ask('BLAH_JOB_SUBMIT', [description]);
        cutOff ||= answer.cutOff;
        const [id] = answer.data;
        if (answer.code === 0 && id !== undefined) return { id, cutOff, waited };
        if (!answer.words.includes('ask again') || performance.now() > giveUpAt)
          throw new Error(`${name} is not submitted: ${answer.words}`);
        if (!waited) onWait();
        waited = true;
        await sleep(ASK_AGAIN_MS);
      }
    },
    status: async (id) => {
      const { code, words, data } = await ask('BLAH_JOB_STATUS', [id]);
      if (code !== 0) throw new Error(`no status of ${id}: ${words}`);
      return data[0] ?? '';
    },
    kill: async () => {
      const dying = await current;
      const began = performance.now();
      const next = (async () => {
        process.kill(dying.pid, 'SIGKILL');
        await dying.stop();
        return await start();
      })();
      current = next;
      await next;
      return performance.now() - began;
    },
    stop: async () => await (await current).stop(),
  };
}
