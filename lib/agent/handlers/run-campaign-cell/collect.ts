/** What a command has left: its log, its JUnit files, its artefacts. All of it is hostile: bounded, and told where it is cut. */
import { createHash } from 'node:crypto';
import { type JUnitTest, JUnitFailure, parseJUnit } from '@/lib/campaigns/parse-junit';
import { ARTEFACT_BYTES_MAX, JUNIT_BYTES_MAX, LOG_BYTES_MAX, TESTS_MAX } from '@/lib/domain/campaign';
import { CELL_FOLDER } from '@/lib/domain/campaign-guest';
import type { ProgramEnd } from '@/lib/agent/handlers/run-benchmark/small-programs';
import { inFolder, readFile, sizesOf } from './cell-programs';
import { type CellRun, keepFile, type KnownCell } from './sql';
import { ARTEFACTS_BYTES_MAX } from './tunables';

export interface Log {
  readonly stdout: string;
  readonly stderr: string;
  readonly logCut: boolean;
}

export async function collectLog(run: CellRun, end: ProgramEnd): Promise<Log> {
  const paths = [`${CELL_FOLDER}/stdout`, `${CELL_FOLDER}/stderr`];
  const sizes = await sizesOf(run, end, paths);
  const [stdout = '', stderr = ''] = await eachInTurn(paths, async (path, index) => {
    const bytes = sizes[index] ?? 0;
    const kept = Math.min(bytes, LOG_BYTES_MAX);
    return keepable(await readFile(run, end, path, bytes - kept, kept));
  });
  return { stdout, stderr, logCut: sizes.some((bytes) => (bytes ?? 0) > LOG_BYTES_MAX) };
}

export interface Collected {
  readonly tests: readonly JUnitTest[];
  readonly testsLeftOut: number;
  /** JUnit files that are not there or cannot be read, in sentences. */
  readonly problems: readonly string[];
}

/** Fetches the files one after the other and keeps each as it comes. */
export async function collectFiles(run: CellRun, end: ProgramEnd, { file }: KnownCell): Promise<Collected> {
  const wanted = [
    ...file.junit.map((path) => ({ path, junit: true })),
    ...file.artefacts.map((path) => ({ path, junit: false })),
  ];
  const sizes = await sizesOf(
    run,
    end,
    wanted.map(({ path }) => inFolder(file.folder, path)),
  );
  const tests: JUnitTest[] = [];
  const problems: string[] = [];
  let keptBytes = 0;
  await eachInTurn(wanted, async ({ path, junit }, number) => {
    const bytes = sizes[number];
    const refusal = refusalOf(bytes, junit ? JUNIT_BYTES_MAX : ARTEFACT_BYTES_MAX, ARTEFACTS_BYTES_MAX - keptBytes);
    const row = { number, path, junit, bytes: bytes ?? null, sha256: null, content: undefined };
    if (refusal !== undefined || bytes === undefined) {
      if (junit) problems.push(`${path}: ${refusal ?? ''}`);
      return await keepFile(run, { ...row, problem: refusal ?? null });
    }
    const content = await readFile(run, end, inFolder(file.folder, path), 0, bytes);
    keptBytes += content.length;
    const read = junit ? readTests(content) : { tests: [] };
    if ('problem' in read) problems.push(`${path}: ${read.problem}`);
    else tests.push(...read.tests);
    await keepFile(run, {
      ...row,
      content,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      problem: 'problem' in read ? read.problem : null,
    });
    run.probe('kept-file');
  });
  return { tests: tests.slice(0, TESTS_MAX), testsLeftOut: Math.max(0, tests.length - TESTS_MAX), problems };
}

function refusalOf(bytes: number | undefined, most: number, left: number): string | undefined {
  const mib = (number: number): string => `${number / 1024 ** 2} MiB`;
  if (bytes === undefined) return 'There is no such file.';
  if (bytes > most) return `It has ${bytes.toLocaleString('en-GB')} bytes; at most ${mib(most)} are kept.`;
  if (bytes > left) return `There was no room for it: at most ${mib(ARTEFACTS_BYTES_MAX)} are kept of one environment.`;
  return undefined;
}

function readTests(content: Buffer): { readonly tests: readonly JUnitTest[] } | { readonly problem: string } {
  try {
    return { tests: parseJUnit(content.toString('utf8')) };
  } catch (error) {
    if (!(error instanceof JUnitFailure)) throw error;
    return { problem: error.message };
  }
}

/** As the database takes it: no NUL, and no half of a character that the cut left. */
const keepable = (bytes: Buffer): string => bytes.toString('utf8').replaceAll('\0', '\uFFFD');

/** A guest is asked one thing at a time: its console can be asked no two. */
async function eachInTurn<In, Out>(
  items: readonly In[],
  work: (item: In, index: number) => Promise<Out>,
): Promise<readonly Out[]> {
  const done: Out[] = [];
  for (const [index, item] of items.entries()) done.push(await work(item, index));
  return done;
}
