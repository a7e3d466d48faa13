/** What the schema lets stand at a place of a site file: for whoever helps to write one. Pure. */
import { z } from 'zod';
import type { Path } from '../problem';
import { SiteFile } from './site-file';

export interface SchemaField {
  readonly name: string;
  readonly description: string | undefined;
  readonly required: boolean;
  /** Whether its value is a group of names and values, or a list. */
  readonly holds: 'group' | 'list' | 'value';
}

/** Fields of the group at a path; none where names are free. */
export function fieldsAt(path: Path): readonly SchemaField[] {
  const found = new Map<string, SchemaField>();
  for (const schema of schemasAt(path)) {
    if (!(schema instanceof z.ZodObject)) continue;
    for (const [name, field] of Object.entries(schema.shape)) {
      // The shape of an object holds schemas: its own type says no more than that of its base.
      const own = field as z.core.$ZodType;
      if (!found.has(name))
        found.set(name, {
          name,
          description: describedBy(own),
          required: !(own instanceof z.ZodOptional),
          holds: holdsOf(own),
        });
    }
  }
  return [...found.values()];
}

/** Words of a list that the value at a path is one of; none where it is free. */
export function wordsAt(path: Path): readonly string[] {
  return [...new Set(schemasAt(path).flatMap(wordsOf))];
}

function wordsOf(schema: z.core.$ZodType): readonly string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
  return schema instanceof z.ZodBoolean ? ['true', 'false'] : [];
}

function schemasAt(path: Path): readonly z.core.$ZodType[] {
  let schemas: readonly z.core.$ZodType[] = [SiteFile];
  for (const step of path) schemas = schemas.flatMap((schema) => stepInto(schema, step));
  return schemas.flatMap(unwrapped);
}

function unwrapped(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrapped);
  return [schema];
}

const stepInto = (schema: z.core.$ZodType, step: string | number): readonly z.core.$ZodType[] =>
  unwrapped(schema).flatMap((each) => {
    if (each instanceof z.ZodRecord) return [each.valueType];
    if (each instanceof z.ZodArray) return [each.element];
    const field: unknown =
      each instanceof z.ZodObject && Object.hasOwn(each.shape, step) ? each.shape[String(step)] : undefined;
    return field instanceof z.ZodType ? [field] : [];
  });

function describedBy(schema: z.core.$ZodType): string | undefined {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : undefined;
  return z.globalRegistry.get(schema)?.description ?? (inner === undefined ? undefined : describedBy(inner));
}

function holdsOf(schema: z.core.$ZodType): SchemaField['holds'] {
  const forms = unwrapped(schema);
  if (forms.some((form) => form instanceof z.ZodObject || form instanceof z.ZodRecord)) return 'group';
  return forms.some((form) => form instanceof z.ZodArray) ? 'list' : 'value';
}
