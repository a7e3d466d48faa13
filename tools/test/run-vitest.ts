import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Tally, tallyVitest } from './tally';

export type VitestSuite = 'unit' | 'integration' | 'images' | 'rig' | 'second-rig' | 'esx' | 'xen' | 'kvm' | 'grid';

/** Several times what each needs on two idle cores, for machines that are not idle. A suite that is not done by then hangs. */
const DEADLINE_MS: Readonly<Record<VitestSuite, number>> = {
  unit: 10 * 60_000,
  integration: 30 * 60_000,
  images: 10 * 60_000,
  rig: 30 * 60_000,
  'second-rig': 20 * 60_000,
  esx: 10 * 60_000,
  xen: 35 * 60_000,
  kvm: 14 * 60_000,
  grid: 10 * 60_000,
};

/** Tests of a lab take minutes: each is told when it ends, not with its file. */
const TEST_BY_TEST: readonly VitestSuite[] = ['xen', 'kvm', 'grid'];

export interface ShownOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Put before each line that it prints, where others print at the same time. */
  readonly shownAs?: string | undefined;
}

export async function runVitest(suite: VitestSuite, reportDir: string, options: ShownOptions = {}): Promise<Tally> {
  const reportFile = join(reportDir, `${suite}.json`);
  const how = await runShown(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      suite,
      `--reporter=${TEST_BY_TEST.includes(suite) ? 'verbose' : 'default'}`,
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
    ],
    DEADLINE_MS[suite],
    options,
  );
  if (!existsSync(reportFile)) return { passed: 0, failures: [`${suite}: ended without a report (${how})`] };
  const report: unknown = JSON.parse(readFileSync(reportFile, 'utf8'));
  const tally = tallyVitest(report, suite, process.cwd());
  // An error outside every test (a rejection nobody awaited) fails the run and stands in no test's report.
  const unexplained = how !== 'exit code 0' && tally.failures.length === 0;
  return unexplained ? { ...tally, failures: [`${suite}: all tests passed, yet the run ended with ${how}`] } : tally;
}

/** Aborted where somebody ends the tests early: what was started goes, the rest is not begun. */
export const interruption = new AbortController();

/** As wide as the longest name of a suite, so that lines of several stand below each other. */
const PREFIX_WIDTH = 11;

/** Runs a program of Node with its output on our own; resolves with how it ended. */
export async function runShown(
  args: readonly string[],
  deadlineMs: number,
  { env = process.env, shownAs }: ShownOptions = {},
): Promise<string> {
  const how = shownAs === undefined ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, args, { stdio: ['ignore', how, how], env });
  if (shownAs !== undefined)
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null)
        createInterface({ input: stream }).on('line', (line) => console.log(`${shownAs.padEnd(PREFIX_WIDTH)} ${line}`));
  const timer = setTimeout(() => child.kill('SIGTERM'), deadlineMs);
  const MERCY_MS = 30_000;
  const killer = setTimeout(() => child.kill('SIGKILL'), deadlineMs + MERCY_MS);
  // It takes down the machines that it raised; from a terminal it is told as well, and being told twice changes nothing.
  const end = () => void child.kill('SIGTERM');
  interruption.signal.addEventListener('abort', end, { once: true });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      interruption.signal.removeEventListener('abort', end);
      clearTimeout(timer);
      clearTimeout(killer);
      resolve(signal === null ? `exit code ${code ?? '?'}` : `${signal}, after ${deadlineMs / 60_000} minutes perhaps`);
    });
  });
}
