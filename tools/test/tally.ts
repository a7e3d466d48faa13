/** Counts what the test runners report. Pure: JSON in, figures and names out. */
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  /**
   * Failed tests, and those that did not run: skipped, or in a file that could not be loaded. The name first, then, indented,
   * the beginning of what the runner said: of a long run often only the end of the output is kept.
   */
  readonly failures: readonly string[];
}

/** Lines of a message that stand with the name of the test: an assertion, what was expected, and what was there. */
const WORDS_LINES = 16;

function indentWords(message: string | undefined): string {
  if (message === undefined) return '';
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const shown = lines.slice(0, WORDS_LINES).map((line) => `\n    ${line}`);
  return `${shown.join('')}${lines.length > WORDS_LINES ? '\n    …' : ''}`;
}

export const EMPTY: Tally = { passed: 0, failures: [] };

export function addTallies(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, each) => sum + each.passed, 0),
    failures: tallies.flatMap((each) => each.failures),
  };
}

const vitestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).optional() }),
      ),
    }),
  ),
});

/** The report of `vitest --reporter=json`. */
export function tallyVitest(report: unknown, suite: string, root: string): Tally {
  const files = vitestSchema.parse(report).testResults;
  let passed = 0;
  const failures: string[] = [];
  for (const file of files) {
    const name = file.name.replace(`${root}/`, '').replace(root, '');
    if (file.assertionResults.length === 0) {
      const why = file.message?.split('\n')[0] ?? '';
      failures.push(`${suite}: ${name} could not run${why === '' ? '' : `: ${why}`}`);
    }
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed += 1;
      else
        failures.push(
          `${suite}: ${name}: ${test.fullName.trim()}${test.status === 'failed' ? indentWords(test.failureMessages?.[0]) : ` (${test.status}, did not run)`}`,
        );
    }
    // A hook that fails after the tests leaves them green.
    const hasFailure = file.assertionResults.some((test) => test.status === 'failed');
    if (file.status === 'failed' && file.assertionResults.length > 0 && !hasFailure) {
      failures.push(`${suite}: ${name}: failed outside its tests${indentWords(file.message)}`);
    }
  }
  return files.length === 0 ? { passed: 0, failures: [`${suite}: no test file was found`] } : { passed, failures };
}

const playwrightTestSchema = z.object({
  status: z.string(),
  results: z.array(z.object({ error: z.object({ message: z.string().optional() }).optional() })).optional(),
});
const playwrightSpecSchema = z.object({ title: z.string(), tests: z.array(playwrightTestSchema) });

interface PlaywrightSuite {
  readonly title: string;
  readonly specs?: readonly z.infer<typeof playwrightSpecSchema>[] | undefined;
  readonly suites?: readonly PlaywrightSuite[] | undefined;
}

const playwrightSuiteSchema: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({
    title: z.string(),
    specs: z.array(playwrightSpecSchema).optional(),
    suites: z.array(playwrightSuiteSchema).optional(),
  }),
);
const playwrightSchema = z.object({
  suites: z.array(playwrightSuiteSchema),
  errors: z.array(z.object({ message: z.string().optional() })).optional(),
});

/** The report of `playwright test --reporter=json`. A flaky test, which failed and then passed, has failed. */
export function tallyPlaywright(report: unknown, suite: string): Tally {
  const parsed = playwrightSchema.parse(report);
  let passed = 0;
  const failures = (parsed.errors ?? []).map(
    (error) => `${suite}: ${error.message?.split('\n')[0] ?? 'could not run'}`,
  );
  const visit = (at: PlaywrightSuite, path: string) => {
    for (const spec of at.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'expected') passed += 1;
        else {
          const words = indentWords(test.results?.at(-1)?.error?.message);
          failures.push(
            `${suite}: ${path}: ${spec.title}${test.status === 'unexpected' ? '' : ` (${test.status})`}${words}`,
          );
        }
      }
    }
    for (const inner of at.suites ?? []) visit(inner, inner.title === '' ? path : `${path} › ${inner.title}`);
  };
  for (const each of parsed.suites) visit(each, each.title);
  if (passed === 0 && failures.length === 0) failures.push(`${suite}: no test was found`);
  return { passed, failures };
}
