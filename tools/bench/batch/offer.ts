import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '@/tools/shared/wait-until';
import type { Front, Submitted } from './front';
import { workThrough } from './work-through';

/** Of the last second's jobs, when all have been begun. Longer, and the rate is missed anyway. */
const ON_TIME_WITHIN = { deadlineMs: 60_000, everyMs: 20 };
/** A job is asked for so long after it was submitted. */
const ASK_AFTER_MS = 1_000;

export interface Offered {
  /** By the names of jobs. */
  readonly submitted: ReadonlyMap<string, Submitted>;
  /** Of those that no kill cut off: what the others took is no rate of the program's. */
  readonly submitMs: readonly number[];
  readonly statusMs: readonly number[];
  readonly submitsPerSecond: number;
  readonly statusesPerSecond: number;
  /** Until the next program answered, after each kill. */
  readonly restartMs: readonly number[];
  readonly killedAtMs: readonly number[];
  readonly longestWaitMs: number;
  /** Jobs that waited in the queue, of all, when the last was submitted. */
  readonly queued: number;
}

export interface OfferOptions {
  readonly front: Front;
  readonly count: number;
  readonly perSecond: number;
  /** Parts of the jobs that have been begun when the program is killed. */
  readonly killsAt: readonly number[];
}

/**
 * Submits so many jobs a second and asks for each of them a second later, whatever becomes of the program meanwhile. A submission that is
 * told to come again holds nobody up: it is waited for at the end.
 */
export async function offerJobs({ front, count, perSecond, killsAt }: OfferOptions): Promise<Offered> {
  const submitted = new Map<string, Submitted>();
  const [submitMs, statusMs, restartMs, killedAtMs]: [number[], number[], number[], number[]] = [[], [], [], []];
  const begun = performance.now();
  let [submittedAt, askedAt, longestWaitMs] = [begun, begun, 0];
  let [onTime, asked, waiting] = [0, 0, 0];
  const one = async (name: string): Promise<void> => {
    const from = performance.now();
    const answer = await front.submit(name, () => (waiting += 1));
    const tookMs = performance.now() - from;
    submitted.set(name, answer);
    if (answer.waited) {
      longestWaitMs = Math.max(longestWaitMs, tookMs);
      return;
    }
    submittedAt = performance.now();
    onTime += 1;
    if (!answer.cutOff) submitMs.push(tookMs);
    await sleep(Math.max(0, ASK_AFTER_MS - tookMs));
    const askedFrom = performance.now();
    await front.status(answer.id);
    askedAt = performance.now();
    asked += 1;
    statusMs.push(askedAt - askedFrom);
  };
  const kills = killsAt.map((part) => Math.floor(part * count));
  const under: Promise<void>[] = [];
  const begin = (work: Promise<void>): void => {
    // What fails is thrown below, when all have been begun.
    work.catch(() => undefined);
    under.push(work);
  };
  for (let index = 0; index < count; index += 1) {
    const wait = begun + (index * 1000) / perSecond - performance.now();
    if (wait > 1) await sleep(wait);
    begin(one(`paced-${index}`));
    if (!kills.includes(index)) continue;
    killedAtMs.push(Date.now());
    begin(front.kill().then((ms) => void restartMs.push(ms)));
  }
  const all = Promise.all(under);
  all.catch(() => undefined);
  await Promise.race([all, waitUntil('all is answered', () => asked + waiting === count, ON_TIME_WITHIN)]);
  const { values } = await workThrough([...submitted.values()], async ({ id }) => await front.status(id));
  await all;
  return {
    submitted,
    submitMs,
    statusMs,
    submitsPerSecond: (1000 * onTime) / (submittedAt - begun),
    statusesPerSecond: (1000 * asked) / (askedAt - begun - ASK_AFTER_MS),
    restartMs,
    killedAtMs,
    longestWaitMs,
    queued: values.filter((state) => state === '1').length,
  };
}
