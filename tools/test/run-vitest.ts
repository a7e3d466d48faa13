import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Tally, tallyVitest } from './tally';

export type VitestSuite = 'unit' | 'integration' | 'images' | 'rig' | 'second-rig' | 'esx' | 'xen' | 'kvm' | 'grid';

/** Several times what each needs on two idle cores, for machines that are not idle. A suite that is not done by then hangs. */
const DEADLINE_MS: Readonly<Record<VitestSuite, number>> = {
  // It gives way to suites that take a quarter of an hour.
  unit: 20 * 60_000,
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
  /** It has little more of the processors than what others leave. */
  readonly givesWay?: boolean | undefined;
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

/**
 * Of `nice` and of a session's group (sched(7), "The autogroup feature"): a tenth of what the others get where all want to run. With the
 * least there is (19, a seventieth) a program that is started takes longer than those who wait for it expect.
 */
const GIVES_WAY = '10';

/** Kernels that share the processors between sessions look at `nice` within a session alone: it has a session of its own, which asks for little. */
function spawnGivingWay(
  args: readonly string[],
  stdio: readonly ('ignore' | 'inherit' | 'pipe')[],
  env: NodeJS.ProcessEnv,
): ChildProcess {
  const child = spawn('nice', ['-n', GIVES_WAY, process.execPath, ...args], { stdio: [...stdio], env, detached: true });
  try {
    writeFileSync(`/proc/${child.pid}/autogroup`, GIVES_WAY);
  } catch {
    // A kernel without such groups: `nice` is enough.
  }
  return child;
}

/** Runs a program of Node with its output on our own; resolves with how it ended. */
export async function runShown(
  args: readonly string[],
  deadlineMs: number,
  { env = process.env, shownAs, givesWay = false }: ShownOptions = {},
): Promise<string> {
  const how = shownAs === undefined ? 'inherit' : 'pipe';
  const stdio = ['ignore', how, how] as const;
  const child = givesWay ? spawnGivingWay(args, stdio, env) : spawn(process.execPath, args, { stdio: [...stdio], env });
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
