/** The shipped definitions, as files; see `definition.ts` for their form. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { BenchmarkDefinition } from './definition';

/** @throws Error naming the file, line or field that is wrong: a shipped definition that cannot be read is a defect. */
export function readShippedDefinitions(folder = new URL('definitions/', import.meta.url)): BenchmarkDefinition[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => {
      try {
        return parseDefinition(readFileSync(new URL(name, folder), 'utf8'));
      } catch (error) {
        throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    });
}

/**
 * A definition as YAML text.
 * @throws Error with one line a problem: the line of the text where it is no YAML, else the field.
 */
export function parseDefinition(text: string): BenchmarkDefinition {
  let document: unknown;
  try {
    // No aliases: some lines of them can stand for gigabytes.
    document = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    if (error instanceof YAMLParseError)
      throw new Error(`line ${error.linePos?.[0].line ?? 1}: ${error.message}`, { cause: error });
    throw error;
  }
  const parsed = BenchmarkDefinition.safeParse(document);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? 'the whole' : path.join('.')}: ${message}`,
  );
  throw new Error(problems.join('\n'));
}
