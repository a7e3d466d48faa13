import { parseDocument } from 'yaml';
import { checkDefinition } from '@/lib/benchmarks/check-definition';
import type { BenchmarkDefinition } from '@/lib/benchmarks/definition';
import { AppError } from '@/lib/domain/errors';

export interface WrittenDefinition {
  readonly definition: BenchmarkDefinition;
  /** As it was written, but for its version. */
  readonly source: string;
}

/**
 * What somebody wrote, as the version that it becomes: which one that is, is settled here and not by whoever types.
 * @throws AppError `bad-request` with every problem by line and field.
 */
export function readWritten(yaml: string, version: number): WrittenDefinition {
  const checked = checkDefinition(withVersion(yaml, version), 'domains');
  if ('problems' in checked) {
    const fields = checked.problems.map(({ line, field, message }) => ({
      field: 'yaml',
      message: `line ${line}${field === '' ? '' : `, ${field}`}: ${message}`,
    }));
    const more = fields.length === 1 ? '' : ` (and ${fields.length - 1} more)`;
    throw new AppError('bad-request', `yaml: ${fields[0]?.message ?? 'is no definition'}${more}`, {
      fields,
      detail: { problems: checked.problems },
    });
  }
  return { definition: checked.definition, source: withVersion(yaml, version) };
}

/** Only the number changes: comments and the shape of the text are its writer's. What is no YAML stays, to be refused. */
function withVersion(yaml: string, version: number): string {
  const document = parseDocument(yaml);
  const node: unknown = document.get('version', true);
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  if (!Array.isArray(range) || document.errors.length > 0) return yaml;
  const [from, to] = [Number(range[0]), Number(range[1])];
  return yaml.slice(0, from) + String(version) + yaml.slice(to);
}
