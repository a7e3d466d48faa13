import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, MINUTE_MS, SECOND_MS } from '@/lib/utils/time';
import { placeOf, type Probe, type ProbeAsk } from '@/lib/grid/probe';
import { ProbeFault } from '@/lib/grid/probe-fault';
import { arcRest, type ArcRest } from './arc-rest';

/** The first look at its state, and the longest pause between two: a status costs the CE a file to read. Each is half as long again. */
const ASK_FIRST_MS = SECOND_MS / 4;
const ASK_EVERY_MS = 2 * SECOND_MS;
const LONGER = 1.5;
/** Of the probe's deadline, so that time is left to end and clean what was not done by then. */
const WAIT_MS = 3.5 * MINUTE_MS;
/** Cleaning up after a failure; past it the CE cleans by its own rules, a week later. */
const CLEAN_MS = 5 * SECOND_MS;

/** States of the REST interface in which a job stays. https://www.nordugrid.org/arc/arc6/tech/rest/rest.html#job-states */
const ENDED = ['FINISHED', 'FAILED', 'KILLED', 'WIPED'];
/** Of those that did not end well the CE keeps why. */
const DONE = 'FINISHED';

/**
 * xRSL. Output that is not named in `outputfiles` is deleted with the job's folder when it ends; that is why a job's own `stdout`
 * is not to be had otherwise (ARC 6.17, tried).
 */
const describeJob = (word: string, queue: string | undefined): string =>
  [
    '&(executable="/bin/echo")',
    `(arguments="hello grid" "${word}")`,
    '(stdout="out")',
    '(outputfiles=("out" ""))',
    '(jobname="gridbox-probe")',
    '(walltime="5")',
    queue === undefined ? '' : `(queue="${queue}")`,
  ].join('');

/** A real job through the CE: it counts as run only when its output was got back (SAM's CE-sft-job). */
export const probeCeJob: Probe = async (ask) => {
  const where = placeOf(ask.endpoint, 'arc');
  const rest = arcRest(ask);
  // Of this asking alone: yesterday's output proves nothing.
  const word = randomUUID();
  const began = performance.now();
  const states: string[] = [];
  const sinceMs = (): number => Math.round(performance.now() - began);
  const noteState = (state: string): void => {
    const [last = ''] = states.at(-1)?.split(' ') ?? [];
    if (last !== state) states.push(`${state} after ${formatDuration(sinceMs())}`);
  };
  const { id, state } = await rest.submit(describeJob(word, ask.endpoint.queue));
  noteState(state);
  const story = (): { answer: string; facts: { jobId: string; states: string } } => ({
    answer: [`job ${id}`, ...states, ...rest.askedAgain.map((words) => `asked again: ${words}`)].join('\n'),
    facts: { jobId: id, states: states.map((each) => each.split(' ')[0]).join(' ') },
  });
  let ended = false;
  try {
    const last = await waitForEnd(rest, id, ask.signal, noteState);
    if (last === undefined)
      throw new ProbeFault(
        'critical',
        `A job at ${where} was ${states.at(-1) ?? 'nowhere'} and not done by ${formatDuration(WAIT_MS)}.`,
        story(),
      );
    ended = true;
    const { exitCode, errors } = await rest.info(id);
    if (last !== DONE || exitCode !== '0') {
      const why = errors === '' ? '' : `: ${errors}`;
      throw new ProbeFault(
        'critical',
        `A job at ${where} ended ${last} with exit code ${exitCode ?? 'not known'}${why}.`,
        story(),
      );
    }
    const output = await rest.output(id, 'out');
    if (output.trim() !== `hello grid ${word}`)
      throw new ProbeFault('critical', `The output of a job at ${where} is not what the job wrote.`, {
        ...story(),
        answer: `${story().answer}\n${output}`,
      });
    await rest.clean(id);
    return {
      verdict: 'ok',
      sentence: `A job ran at ${where}, its output came back, and it was cleaned away.`,
      ...story(),
    };
  } catch (error) {
    await tidy(ask, id, ended);
    throw ProbeFault.is(error)
      ? new ProbeFault(error.verdict, error.message, {
          ...story(),
          answer: error.answer ?? story().answer,
          cause: error,
        })
      : error;
  }
};

/** @returns its last state; undefined where it is not done in time. */
async function waitForEnd(
  rest: ArcRest,
  id: string,
  signal: AbortSignal,
  note: (state: string) => void,
): Promise<string | undefined> {
  const giveUpAt = performance.now() + WAIT_MS;
  for (let pause = ASK_FIRST_MS; performance.now() < giveUpAt; pause = Math.min(pause * LONGER, ASK_EVERY_MS)) {
    await sleep(pause, undefined, { signal });
    const state = await rest.status(id);
    note(state);
    if (ENDED.includes(state)) return state;
  }
  return undefined;
}

/** Nothing of a probe that failed should take a user's slot; what does not work of it is no further news. */
async function tidy(ask: ProbeAsk, id: string, ended: boolean): Promise<void> {
  const rest = arcRest({ ...ask, signal: AbortSignal.timeout(CLEAN_MS) });
  try {
    if (!ended) await rest.kill(id);
    await rest.clean(id);
  } catch {
    // The failure that is told is the first one; the CE removes jobs that nobody cleans by itself.
  }
}
