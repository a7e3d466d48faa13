/** What one program of a repeat came to. Pure. */
import { type ParsedOutput, parseOutput } from '@/lib/benchmarks/parse-output';
import type { Outcome } from './small-programs';
import type { KnownRun } from './sql';
import { OUTPUT_CHARACTERS } from './tunables';

export interface Judged {
  readonly parsed: ParsedOutput | undefined;
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it gave no figures, as a sentence. */
  readonly error: string | undefined;
}

export function judgeOutput({ body }: KnownRun, ended: Outcome): Judged {
  if (typeof ended === 'string') {
    const error =
      ended === 'too-late'
        ? `It took longer than its limit of ${body.timeLimitSeconds} s and was ended.`
        : 'Nobody knows what became of it.';
    return { parsed: undefined, exitCode: undefined, stdout: '', stderr: '', error };
  }
  const words = { exitCode: ended.exitCode, stdout: keepable(ended.stdout), stderr: keepable(ended.stderr) };
  if (ended.exitCode !== 0) {
    const how = ended.exitCode === undefined ? `a signal (${ended.signal ?? '?'})` : `code ${ended.exitCode}`;
    return { ...words, parsed: undefined, error: `It ended with ${how}.` };
  }
  try {
    return { ...words, parsed: parseOutput(body, ended[body.output]), error: undefined };
  } catch (error) {
    return { ...words, parsed: undefined, error: error instanceof Error ? error.message : String(error) };
  }
}

/** The end of it, as the database takes it: no NUL, and no half of a character that the cut left. */
const keepable = (text: string): string =>
  Buffer.from(text.slice(-OUTPUT_CHARACTERS).replaceAll('\0', '\uFFFD')).toString();
