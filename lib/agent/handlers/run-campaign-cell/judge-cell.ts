/** What a cell comes to. Pure. */
import { type CellOutcome, isBad } from '@/lib/domain/campaign';
import type { Collected } from './collect';
import type { CommandEnd } from './run-command';

export interface Judged {
  readonly outcome: CellOutcome;
  /** Null where the outcome says it all. */
  readonly words: string | null;
}

export function judgeCell(
  end: CommandEnd,
  { tests, problems }: Pick<Collected, 'tests' | 'problems'>,
  timeoutSeconds: number,
): Judged {
  if (end.kind === 'too-late')
    return { outcome: 'failed', words: `It took longer than its limit of ${timeoutSeconds} s and was ended.` };
  if (end.kind === 'lost') {
    const how = end.signal === undefined ? '' : ` by signal ${end.signal}`;
    return { outcome: 'error', words: `It ended${how} without a word on how; nobody knows what became of it.` };
  }
  const bad = tests.filter(({ outcome }) => isBad(outcome)).length;
  const failing = bad === 0 ? undefined : `${bad} of ${tests.length} tests failed`;
  if (end.exitCode !== 0)
    return {
      outcome: 'failed',
      words: `It ended with code ${end.exitCode}${failing === undefined ? '' : `; ${failing}`}.`,
    };
  if (failing !== undefined) return { outcome: 'failed', words: `${failing}, though it ended with code 0.` };
  // Without its report nobody can say that every test was run.
  if (problems.length > 0)
    return { outcome: 'error', words: `Its report of tests is not to be had: ${problems.join(' ')}` };
  return { outcome: 'passed', words: null };
}
