/** Counts what the test runners report. Pure: JSON in, figures and names out. */
import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  /** Failed tests, and those that did not run: skipped, or in a file that could not be loaded. */
  readonly failures: readonly string[];
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
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
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
          `${suite}: ${name}: ${test.fullName.trim()}${test.status === 'failed' ? '' : ` (${test.status}, did not run)`}`,
        );
    }
    // A hook that fails after the tests leaves them green.
    const hasFailure = file.assertionResults.some((test) => test.status === 'failed');
    if (file.status === 'failed' && file.assertionResults.length > 0 && !hasFailure) {
      failures.push(`${suite}: ${name}: failed outside its tests`);
    }
  }
  return files.length === 0 ? { passed: 0, failures: [`${suite}: no test file was found`] } : { passed, failures };
}

interface PlaywrightSuite {
  readonly title: string;
  readonly specs?:
    | readonly { readonly title: string; readonly tests: readonly { readonly status: string }[] }[]
    | undefined;
  readonly suites?: readonly PlaywrightSuite[] | undefined;
}

const playwrightSuiteSchema: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({
    title: z.string(),
    specs: z.array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string() })) })).optional(),
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
        else
          failures.push(`${suite}: ${path}: ${spec.title}${test.status === 'unexpected' ? '' : ` (${test.status})`}`);
      }
    }
    for (const inner of at.suites ?? []) visit(inner, inner.title === '' ? path : `${path} › ${inner.title}`);
  };
  for (const each of parsed.suites) visit(each, each.title);
  if (passed === 0 && failures.length === 0) failures.push(`${suite}: no test was found`);
  return { passed, failures };
}
