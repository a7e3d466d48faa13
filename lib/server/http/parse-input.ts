import type { z } from 'zod';
import { AppError, type FieldError } from '@/lib/domain/errors';

/**
 * Parses a part of the request by its contract.
 * @throws AppError `bad-request` with a sentence for every field.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown, part: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.flatMap(fieldsOf);
  const first = fields[0];
  const where = first === undefined || first.field === '' ? part : first.field;
  throw new AppError('bad-request', `${where}: ${first?.message ?? 'does not match the contract'}`, { fields });
}

function fieldsOf(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String).join('.');
  // Unknown keys are reported at their object; the reader looks for the key.
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: path === '' ? key : `${path}.${key}`,
      message: 'is not a field of this request',
    }));
  }
  return [{ field: path, message: issue.message }];
}

/** `?role=CE&role=SE` → `{ role: ['CE', 'SE'] }`; a name given once is a string. */
export function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    // A name like this would set the object's prototype; no contract has it.
    if (name === '__proto__') continue;
    const values = url.searchParams.getAll(name);
    if (values.some((value) => value.includes('\0'))) {
      throw new AppError('bad-request', `${name}: contains a NUL character`, {
        fields: [{ field: name, message: 'contains a NUL character' }],
      });
    }
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}
