import { expect, test } from 'vitest';
import { DriverError } from '@/lib/drivers/errors';
import { shareQuestion } from './share-question';

/** Questions that are answered when the test says so; each answer tells what was true when its question began. */
function world() {
  const jobs = new Set<string>();
  const answers: ((error?: Error) => void)[] = [];
  let asked = 0;
  const ask = shareQuestion(async () => {
    asked += 1;
    const seen = new Set(jobs);
    await new Promise<void>((resolve, reject) =>
      answers.push((error) => (error === undefined ? resolve() : reject(error))),
    );
    return seen;
  });
  /** Ends the one that is under way, and lets the next begin. */
  const answer = async (error?: Error): Promise<void> => {
    answers.shift()?.(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { jobs, ask, answer, asked: () => asked };
}

const failureOf = async (answer: Promise<unknown>): Promise<unknown> =>
  await answer.then(
    () => undefined,
    (error: unknown) => error,
  );

test('of all who ask while a question is under way, one asks for them', async () => {
  const { ask, answer, asked } = world();
  const all = Array.from({ length: 500 }, async () => await ask());
  expect(asked()).toBe(1);
  await answer();
  expect(asked()).toBe(2);
  const late = ask();
  await answer();
  await answer();
  expect(await Promise.all([...all, late])).toHaveLength(501);
  expect(asked()).toBe(3);
  // Nobody asks: nothing is asked for.
  await answer();
  expect(asked()).toBe(3);
});

test('an answer was begun after it was asked for, so that what it does not know is not there', async () => {
  const { jobs, ask, answer } = world();
  const before = ask();
  jobs.add('17');
  const after = ask();
  await answer();
  expect((await before).has('17')).toBe(false);
  await answer();
  expect((await after).has('17')).toBe(true);
  jobs.delete('17');
  const gone = ask();
  await answer();
  expect((await gone).has('17')).toBe(false);
});

test('one that fails is told to those who shared it, and the next are asked all the same', async () => {
  const { ask, answer } = world();
  const [first, second] = [ask(), ask()];
  const failed = failureOf(first);
  await answer(new DriverError('unreachable', 'Slurm is away.'));
  expect(await failed).toMatchObject({ kind: 'unreachable', message: 'Slurm is away.' });
  await answer();
  expect(await second).toEqual(new Set());
});

test('who gives up leaves the question to the others', async () => {
  const { ask, answer } = world();
  const stop = new AbortController();
  const [patient, impatient, late] = [ask(), ask({ signal: stop.signal }), ask({ deadlineMs: 1 })];
  const failed = Promise.all([failureOf(impatient), failureOf(late)]);
  stop.abort();
  expect(await failed).toMatchObject([{ kind: 'cancelled' }, { kind: 'timeout' }]);
  await answer();
  expect(await patient).toEqual(new Set());
  await expect(ask({ signal: stop.signal })).rejects.toMatchObject({ kind: 'cancelled' });
});
