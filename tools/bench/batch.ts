import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { blahpdCommand } from '@/lib/batch/blahpd/testing/blahpd-command';
import { openJobFile } from '@/lib/batch/simulated/job-file';
import { type Front, openFront, type Submitted } from './batch/front';
import { type Offered, offerJobs } from './batch/offer';
import { workThrough } from './batch/work-through';
import { makeBenchFolder } from './bench-folder';
import { type BenchResult, figure, median, quantile } from './figures';
import type { BenchOptions } from './main';

const JOBS = 10_000;
/** Of each, submissions and questions, in a second. */
const OFFERED = 500;
/** The program is killed when these parts of all jobs have been begun. */
const KILLS_AT = [0.25, 0.5, 0.75];
/** So few that nearly all wait in the queue when the last has been submitted. */
const SLOTS = 50;
const RUN_SECONDS = 1;
const LOOK_EVERY_MS = 5_000;
/** Of the last job, after the last was submitted: by its slots it takes a quarter of it. */
const ENDED_WITHIN_MS = 900_000;

/**
 * Jobs through the whole of `gridbox-blahpd` as a process, its book on the disk included, with a simulated batch system behind it, which
 * answers at once: what is measured is what stands in front. First submissions and questions at a given rate at the same time, while the
 * program is killed and started again, as a Computing Element would: what its client knows has to be what the batch system was told, each
 * job once, and all of them have to end. Then, in front of another one, each as fast as it goes.
 */
export async function run({ count = JOBS, say }: BenchOptions): Promise<BenchResult> {
  const folder = makeBenchFolder();
  try {
    say(`${count} jobs, ${OFFERED} submissions and ${OFFERED} questions a second, ${KILLS_AT.length} kills …`);
    const paced = await offerOverKills(join(folder, 'paced'), count, say);
    say(`${count} jobs as fast as it goes …`);
    const fast = await asFastAsItGoes(join(folder, 'fast'), count, say);
    return { figures: [...paced.figures, ...fast], samples: { submitMs: paced.submitMs, statusMs: paced.statusMs } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function offerOverKills(folder: string, count: number, say: BenchOptions['say']) {
  mkdirSync(folder);
  const file = join(folder, 'jobs');
  const command = blahpdCommand(folder, { simulated: { slots: SLOTS, runSeconds: RUN_SECONDS, file } });
  const front = await openFront(command, say);
  try {
    const offered = await offerJobs({ front, count, perSecond: OFFERED, killsAt: KILLS_AT });
    const { submitted, submitMs, statusMs, restartMs } = offered;
    say(`${offered.queued} waited in the queue when all were submitted; they are run …`);
    const unended = await untilEnded(front, submitted);
    const books = compareBooks(offered, file);
    const figures = [
      figure('paced-submissions', offered.submitsPerSecond, '/s', { least: 0.98 * OFFERED }),
      figure('paced-questions', offered.statusesPerSecond, '/s', { least: 0.98 * OFFERED }),
      figure('paced-submission-p50', quantile(submitMs, 0.5), 'ms'),
      figure('paced-submission-p95', quantile(submitMs, 0.95), 'ms'),
      figure('paced-question-p95', quantile(statusMs, 0.95), 'ms'),
      figure('queued-when-all-were-submitted', offered.queued, 'jobs'),
      figure('lost', books.lost, 'jobs', { most: 0 }),
      figure('submitted-twice', books.twice, 'jobs', { most: 0 }),
      figure('told-as-another', books.mistaken, 'jobs', { most: 0 }),
      figure('not-completed', unended, 'jobs', { most: 0 }),
      figure('cut-off-by-kills', books.cutOff, 'submissions'),
      figure('cut-off-and-jobs-already', books.takenBefore, 'submissions'),
      figure('cut-off-and-told-to-come-again', books.waited, 'submissions'),
      figure('longest-until-known', offered.longestWaitMs / 1000, 's'),
      figure('from-kill-to-answer', median(restartMs), 'ms'),
    ];
    return { figures, submitMs, statusMs };
  } finally {
    await front.stop();
  }
}

/** @returns how many were not told as completed */
async function untilEnded(front: Front, submitted: ReadonlyMap<string, Submitted>): Promise<number> {
  const giveUpAt = performance.now() + ENDED_WITHIN_MS;
  let left = [...submitted.values()].map(({ id }) => id);
  for (;;) {
    const { values } = await workThrough(left, async (id) => await front.status(id));
    left = left.filter((_id, index) => values[index] !== '4');
    if (left.length === 0 || performance.now() > giveUpAt) return left.length;
    await sleep(LOOK_EVERY_MS);
  }
}

/** What the client knows against what the batch system was told: by the names of jobs, which are their last words. */
function compareBooks({ submitted, killedAtMs }: Offered, file: string) {
  const told = new Map<string, { readonly native: string; readonly atMs: number }[]>();
  let native = 0;
  for (const deed of openJobFile(file).past) {
    if (deed.deed !== 'submit') continue;
    native += 1;
    const name = deed.request.args.at(-1) ?? '';
    told.set(name, [...(told.get(name) ?? []), { native: String(native), atMs: deed.atMs }]);
  }
  const all = [...submitted];
  const jobsOf = (name: string) => told.get(name) ?? [];
  const cutOff = all.filter(([, answer]) => answer.cutOff);
  // Between a kill and the answer of the next program nothing is submitted: a job's submission is of before the kill or of after it.
  const atKill = (atMs: number) => killedAtMs.some((killed) => atMs <= killed && killed - atMs < 1000);
  return {
    lost: all.filter(([name]) => jobsOf(name).length === 0).length,
    twice: [...told.values()].filter((jobs) => jobs.length > 1).length,
    mistaken: all.filter(([name, { id }]) => jobsOf(name)[0]?.native !== id.split('/').at(-1)).length,
    cutOff: cutOff.length,
    takenBefore: cutOff.filter(([name]) => jobsOf(name).some(({ atMs }) => atKill(atMs))).length,
    waited: all.filter(([, { waited }]) => waited).length,
  };
}

async function asFastAsItGoes(folder: string, count: number, say: BenchOptions['say']) {
  mkdirSync(folder);
  const front = await openFront(blahpdCommand(folder, { simulated: { slots: count, runSeconds: 0.001 } }), say);
  try {
    const names = Array.from({ length: count }, (_, index) => `fast-${index}`);
    const submissions = await workThrough(names, async (name) => (await front.submit(name, () => undefined)).id);
    const questions = await workThrough(submissions.values, async (id) => await front.status(id));
    if (new Set(submissions.values).size !== count) throw new Error('two jobs have the same id');
    if (questions.values.some((state) => state !== '4')) throw new Error('a job was not told as completed');
    return [
      figure('submissions-at-most', submissions.perSecond, '/s', { least: OFFERED }),
      figure('questions-at-most', questions.perSecond, '/s', { least: OFFERED }),
    ];
  } finally {
    await front.stop();
  }
}
