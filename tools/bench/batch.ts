import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlahClient, BlahResult } from '@/lib/batch/blah/client';
import { startBlahpd } from '@/lib/batch/blah/start-blahpd';
import { blahpdCommand } from '@/lib/batch/blahpd/testing/blahpd-command';
import { DriverError } from '@/lib/drivers/errors';
import { makeBenchFolder } from './bench-folder';
import { type BenchResult, figure, quantile } from './figures';
import type { BenchOptions } from './main';

const JOBS = 10_000;
/** Of each, submissions and questions, in a second. */
const OFFERED = 500;
/** Under way at once where nothing is paced; the server takes 500. */
const AT_ONCE = 200;
const BUSY_WAIT_MS = 10;

/**
 * Jobs through the whole of `gridbox-blahpd` as a process, its book on the disk included, with a simulated batch system behind it, which
 * answers at once: what is measured is what stands in front. First submissions and questions at a given rate at the same time, then each
 * as fast as it goes. Every job has to have an id of its own and to be told as completed in the end.
 */
export async function run({ count = JOBS, say }: BenchOptions): Promise<BenchResult> {
  const folder = makeBenchFolder();
  const blahpd = await startBlahpd({
    ...blahpdCommand(folder, { simulated: { slots: 2 * count, runSeconds: 0.001 } }),
    onLog: (text) => say(text.trimEnd()),
  });
  try {
    const { client } = blahpd;
    say(`${count} jobs, ${OFFERED} submissions and ${OFFERED} questions a second …`);
    const paced = await offer(client, count);
    say(`${count} jobs as fast as it goes …`);
    const fastSubmit = await fast(count, async (index) => await submit(client, `fast-${index}`));
    const fastStatus = await fast(count, async (index) => await status(client, fastSubmit.values[index] ?? ''));
    requireWhole([...paced.ids, ...fastSubmit.values], 2 * count);
    const states = [...paced.states, ...fastStatus.values];
    if (states.some((state) => state !== '4')) throw new Error('a job was not told as completed');
    return {
      figures: [
        figure('paced-submissions', paced.submitsPerSecond, '/s', { least: 0.98 * OFFERED }),
        figure('paced-questions', paced.statusesPerSecond, '/s', { least: 0.98 * OFFERED }),
        figure('paced-submission-p50', quantile(paced.submitMs, 0.5), 'ms'),
        figure('paced-submission-p95', quantile(paced.submitMs, 0.95), 'ms'),
        figure('paced-question-p95', quantile(paced.statusMs, 0.95), 'ms'),
        figure('submissions-at-most', fastSubmit.perSecond, '/s', { least: OFFERED }),
        figure('questions-at-most', fastStatus.perSecond, '/s', { least: OFFERED }),
      ],
      samples: { submitMs: paced.submitMs, statusMs: paced.statusMs },
    };
  } finally {
    await blahpd.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As a client has to: what the server takes no more of is asked again. */
async function ask(client: BlahClient, command: string, parameters: readonly string[]): Promise<BlahResult> {
  for (;;)
    try {
      return await client.request(command, parameters);
    } catch (error) {
      if (!DriverError.is(error, 'busy')) throw error;
      await sleep(BUSY_WAIT_MS);
    }
}

async function submit(client: BlahClient, name: string): Promise<string> {
  const { code, words, data } = await ask(client, 'BLAH_JOB_SUBMIT', [
    `[gridtype="simulated";Cmd="/bin/true";Args="'of the bench' ${name}";ClientJobId="${name}"]`,
  ]);
  const [id] = data;
  if (code !== 0 || id === undefined) throw new Error(`not submitted: ${words}`);
  return id;
}

async function status(client: BlahClient, id: string): Promise<string> {
  const { code, words, data } = await ask(client, 'BLAH_JOB_STATUS', [id]);
  if (code !== 0) throw new Error(`no status: ${words}`);
  return data[0] ?? '';
}

/** Each job is asked for once, a second after it was submitted. */
async function offer(client: BlahClient, count: number) {
  const ASK_AFTER_MS = 1_000;
  const [submitMs, statusMs, ids, states]: [number[], number[], string[], string[]] = [[], [], [], []];
  const begun = performance.now();
  let [submittedAt, askedAt] = [begun, begun];
  const under: Promise<void>[] = [];
  const one = async (index: number): Promise<void> => {
    const from = performance.now();
    const id = await submit(client, `paced-${index}`);
    submittedAt = performance.now();
    submitMs.push(submittedAt - from);
    ids.push(id);
    await sleep(Math.max(0, from + ASK_AFTER_MS - submittedAt));
    const asked = performance.now();
    states.push(await status(client, id));
    askedAt = performance.now();
    statusMs.push(askedAt - asked);
  };
  for (let index = 0; index < count; index += 1) {
    const wait = begun + (index * 1000) / OFFERED - performance.now();
    if (wait > 1) await sleep(wait);
    const job = one(index);
    // What fails is thrown below, when all have been begun.
    job.catch(() => undefined);
    under.push(job);
  }
  await Promise.all(under);
  return {
    submitMs,
    statusMs,
    ids,
    states,
    submitsPerSecond: (1000 * count) / (submittedAt - begun),
    statusesPerSecond: (1000 * count) / (askedAt - begun - ASK_AFTER_MS),
  };
}

async function fast<T>(count: number, work: (index: number) => Promise<T>) {
  const values: T[] = [];
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let index = next++; index < count; index = next++) values[index] = await work(index);
    }),
  );
  return { values, perSecond: (1000 * count) / (performance.now() - begun) };
}

function requireWhole(ids: readonly string[], count: number): void {
  if (new Set(ids).size !== count) throw new Error(`${new Set(ids).size} jobs of ${count} have an id of their own`);
}
