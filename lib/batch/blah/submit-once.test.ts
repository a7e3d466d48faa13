/** What becomes of a submission that was interrupted, by the clock. */
import { beforeEach, expect, test } from 'vitest';
import type { JobReading } from '@/lib/domain/batch-job';
import { DriverError } from '@/lib/drivers/errors';
import type { JobSystem } from '@/lib/batch/jobs-port';
import { createSimulatedJobs } from '@/lib/batch/simulated/simulated-jobs';
import { readSubmission } from './job-request';
import { createBlahServer } from './server';
import { escapeWord } from './tokens';
import { type SubmissionBook, type SubmissionNote, submitOnce } from './submit-once';

let now: Date;
let notes: Map<string, SubmissionNote>;
let ends: Map<string, JobReading>;
let book: SubmissionBook;
let system: JobSystem;
const tags: (string | undefined)[] = [];

beforeEach(() => {
  now = new Date('2026-11-29T18:00:00Z');
  notes = new Map();
  ends = new Map();
  tags.length = 0;
  book = {
    read: async (key) => notes.get(key),
    begin: async (key, note) => void notes.set(key, { ...note, jobId: undefined }),
    became: async (key, jobId) => {
      const note = notes.get(key);
      if (note !== undefined) notes.set(key, { ...note, jobId });
    },
    close: async (key) => void notes.delete(key),
    noteEnd: async (jobId, reading) => void ends.set(jobId, reading),
    endOf: async (jobId) => ends.get(jobId),
  };
  const simulated = createSimulatedJobs({ slots: 1, runMs: 1000, nowMs: () => now.getTime() });
  system = {
    ...simulated,
    submit: async (request) => {
      tags.push(request.tag);
      return await simulated.submit(request);
    },
  };
});

const DESCRIPTION = '[gridtype="simulated";Cmd="/bin/true";ClientJobId="7.0"]';
const submit = async (change: Partial<JobSystem> = {}, description = DESCRIPTION) =>
  await submitOnce({
    book,
    system: { ...system, ...change },
    submission: readSubmission(description),
    description,
    now: () => now,
    call: {},
  });

test('the same is one job until its answer was fetched; another description, or no name of the client’s, is another', async () => {
  const { key, jobId } = await submit();
  expect(jobId).toBe('simulated/20261129/1');
  expect((await submit()).jobId).toBe(jobId);
  expect((await submit({}, DESCRIPTION.replace('true', 'false'))).jobId).toBe('simulated/20261129/2');
  const nameless = '[gridtype="simulated";Cmd="/bin/true"]';
  expect((await submit({}, nameless)).jobId).toBe('simulated/20261129/3');
  expect((await submit({}, nameless)).jobId).toBe('simulated/20261129/4');
  await book.close(key);
  expect((await submit()).jobId).toBe('simulated/20261129/5');
  for (const tag of tags) expect(tag).toMatch(/^gb[a-z0-9]{13}$/);
  expect(new Set(tags).size).toBe(tags.length);
});

test('one that was interrupted is asked for by its tag, and made again only when it can be nowhere', async () => {
  const never = submit({ submit: async () => await new Promise(() => undefined) });
  never.catch(() => undefined);
  await expect.poll(() => notes.size).toBe(1);
  await expect(submit()).rejects.toMatchObject({ kind: 'busy' });
  now = new Date(now.getTime() + 149_000);
  await expect(submit()).rejects.toThrow('In 1 s it is taken for lost');
  expect(tags).toEqual([]);
  now = new Date(now.getTime() + 1_001);
  const [note] = notes.values();
  expect((await submit()).jobId).toBe('simulated/20261129/1');
  expect(tags).toEqual([note?.tag]);
});

test('one that was taken though its command failed is found; one that was refused leaves nothing', async () => {
  const lost = {
    ...system,
    submit: async (request: Parameters<JobSystem['submit']>[0]) => {
      await system.submit(request);
      throw new DriverError('timeout', 'sbatch did not end within 30 s.');
    },
  };
  expect((await submit({ submit: lost.submit })).jobId).toBe('simulated/20261129/1');
  notes.clear();
  const fail = (kind: 'timeout' | 'refused') => ({
    submit: async () => {
      throw new DriverError(kind, kind);
    },
  });
  await expect(submit(fail('refused'))).rejects.toMatchObject({ kind: 'refused' });
  expect(notes.size).toBe(0);
  await expect(submit(fail('timeout'))).rejects.toMatchObject({ kind: 'timeout' });
  expect(notes.size).toBe(1);
});

test('an end that was told once is told again when the batch system has forgotten the job', async () => {
  let out = '';
  const write = (text: string) => void (out += text);
  const server = createBlahServer({ systems: { simulated: system }, write, now: () => now, book });
  server.line(`BLAH_JOB_SUBMIT 1 ${escapeWord(DESCRIPTION)}`);
  await server.settled();
  expect(notes.size).toBe(1);
  server.line('RESULTS');
  await server.settled();
  // It was written, and a client that says nothing more may not have read it.
  expect(notes.size).toBe(1);
  server.line('VERSION');
  await server.settled();
  expect(notes.size).toBe(0);
  now = new Date(now.getTime() + 2000);
  server.line('BLAH_JOB_STATUS 2 simulated/20261129/1');
  await server.settled();
  const forgetful = createSimulatedJobs({ slots: 1, runMs: 1000, nowMs: () => now.getTime() });
  const later = createBlahServer({ systems: { simulated: forgetful }, write, now: () => now, book });
  out = '';
  later.line('BLAH_JOB_STATUS 3 simulated/20261129/1');
  later.line('BLAH_JOB_STATUS 4 simulated/20261129/2');
  await later.settled();
  later.line('RESULTS');
  expect(out).toContain(String.raw`3 0 No\ Error 4 [\ BatchJobId\ =\ "1";`);
  expect(out).toContain(String.raw`4 1 The\ batch\ system\ does\ not\ know`);
});
