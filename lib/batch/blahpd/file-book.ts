/**
 * The book of submissions as files: `open/KEY` holds a line for each step of a submission and is gone once its answer was fetched, so
 * what is left there after a crash is what somebody may ask for; `ended/DAY/JOB` holds how a job ended. Several programs may share it.
 */
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type JobReading, JOB_STATES, LRMS } from '@/lib/domain/batch-job';
import { parseJobId } from '@/lib/batch/blah/job-id';
import type { SubmissionBook, SubmissionNote } from '@/lib/batch/blah/submit-once';

const OWNER_ONLY = 0o700;
const KEY = /^[a-z0-9]{15,64}$/;
/** As long as a client may come back for an answer or an end; batch systems themselves keep ends for minutes to weeks. */
const KEPT_DAYS = 60;
const DAY_MS = 86_400_000;

const Line = z.union([
  z.object({
    tag: z.string(),
    lrms: z.enum(LRMS),
    beganAt: z.coerce.date(),
    clientJobId: z.string().optional(),
    command: z.string(),
  }),
  z.object({ jobId: z.string() }),
]);
const When = z.coerce.date().optional();
const End = z.object({
  id: z.string(),
  state: z.enum(JOB_STATES),
  nativeState: z.string(),
  reason: z.string().optional(),
  queue: z.string().optional(),
  node: z.string().optional(),
  exitCode: z.number().optional(),
  submittedAt: When,
  startedAt: When,
  endedAt: When,
});

export interface FileBook extends SubmissionBook {
  /** What was submitted, or was about to be, and not fetched: also of other programs that are at work on the same folder. */
  unanswered(): Promise<readonly SubmissionNote[]>;
}

/** Makes the folder where there is none, and removes ends that are older than is kept. @throws Error where it cannot be written to */
export async function openFileBook(folder: string, now: Date): Promise<FileBook> {
  const [opened, ended] = [join(folder, 'open'), join(folder, 'ended')];
  for (const each of [opened, ended]) await mkdir(each, { recursive: true, mode: OWNER_ONLY });
  await removeOld(opened, ended, now);
  const fileOf = (key: string): string => {
    if (KEY.test(key)) return join(opened, key);
    throw new Error(`${key} is no key of a submission.`);
  };
  let parts = 0;
  const endOf = (jobId: string): { readonly folder: string; readonly file: string } | undefined => {
    const parsed = parseJobId(jobId);
    if (parsed === undefined) return undefined;
    const day = join(ended, jobId.split('/')[1] ?? '');
    return { folder: day, file: join(day, `${parsed.lrms}-${parsed.native}`) };
  };
  const read = async (key: string): Promise<SubmissionNote | undefined> => {
    const text = await textOf(fileOf(key));
    return text === undefined ? undefined : foldLines(text);
  };
  return {
    read,
    begin: async (key, note) => await append(fileOf(key), note),
    became: async (key, jobId) => await append(fileOf(key), { jobId }),
    close: async (key) => await rm(fileOf(key), { force: true }),
    noteEnd: async (jobId, reading) => {
      const place = endOf(jobId);
      if (place === undefined) return;
      await mkdir(place.folder, { recursive: true, mode: OWNER_ONLY });
      parts += 1;
      const part = `${place.file}.${process.pid}-${parts}.part`;
      await writeFile(part, JSON.stringify(reading));
      await rename(part, place.file);
    },
    endOf: async (jobId) => {
      const place = endOf(jobId);
      const text = place === undefined ? undefined : await textOf(place.file);
      return text === undefined ? undefined : parseEnd(text);
    },
    unanswered: async () => {
      const keys = (await readdir(opened)).filter((name) => KEY.test(name));
      const notes = await Promise.all(keys.map(read));
      return notes.filter((note) => note !== undefined).toSorted((a, b) => a.beganAt.getTime() - b.beganAt.getTime());
    },
  };
}

async function append(file: string, line: object): Promise<void> {
  const handle = await open(file, 'a', OWNER_ONLY);
  try {
    await handle.write(`${JSON.stringify(line)}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** A line that a crash cut off was not written. */
function foldLines(text: string): SubmissionNote | undefined {
  let note: SubmissionNote | undefined;
  for (const line of text.split('\n').slice(0, -1)) {
    const parsed = parseLine(line);
    if (parsed === undefined) continue;
    if ('tag' in parsed) note = { ...parsed, clientJobId: parsed.clientJobId, jobId: undefined };
    else if (note !== undefined) note = { ...note, jobId: parsed.jobId };
  }
  return note;
}

function parseLine(line: string): z.infer<typeof Line> | undefined {
  try {
    return Line.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function parseEnd(text: string): JobReading | undefined {
  try {
    const end = End.parse(JSON.parse(text));
    return {
      ...end,
      reason: end.reason,
      queue: end.queue,
      node: end.node,
      exitCode: end.exitCode,
      submittedAt: end.submittedAt,
      startedAt: end.startedAt,
      endedAt: end.endedAt,
    };
  } catch {
    // Cut off by a crash: as if nobody had seen it.
    return undefined;
  }
}

const unless =
  (code: string) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== code) throw error;
    return undefined;
  };
const textOf = async (file: string): Promise<string | undefined> =>
  await readFile(file, 'utf8').catch(unless('ENOENT'));

async function removeOld(opened: string, ended: string, now: Date): Promise<void> {
  const oldest = new Date(now.getTime() - KEPT_DAYS * DAY_MS);
  const oldestDay = oldest.toISOString().slice(0, 10).replaceAll('-', '');
  for (const day of await readdir(ended))
    if (/^\d{8}$/.test(day) && day < oldestDay) await rm(join(ended, day), { recursive: true, force: true });
  for (const key of await readdir(opened)) {
    const file = join(opened, key);
    const found = await stat(file).catch(unless('ENOENT'));
    if (found !== undefined && found.mtime < oldest) await rm(file, { force: true });
  }
}
