import type { z } from 'zod';
import { ProbeFault } from '@/lib/grid/probe-fault';

const ISSUES_SHOWN = 3;

/** @throws ProbeFault `critical` with what is wrong where: text that is not JSON, or of another shape. */
export function parseJson<T>(bytes: Buffer, schema: z.ZodType<T>, what: string): T {
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ProbeFault('critical', `The answer of ${what} is not JSON.`, { answer: text, cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, ISSUES_SHOWN).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ProbeFault('critical', `The answer of ${what} has another form (${issues.join('; ')}).`, { answer: text });
}
