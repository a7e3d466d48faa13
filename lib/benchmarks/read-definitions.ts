/** The shipped definitions, as files; see `definition.ts` for their form. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseDefinition } from './check-definition';
import type { BenchmarkDefinition } from './definition';

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
