/** What the schema finds wrong, in the words of somebody who writes site files. Pure. */
import type { z } from 'zod';
import type { Path, SiteProblem } from './problem';
import type { Locate } from './read-yaml';
import { fieldsAt } from './schema/walk-schema';

export function schemaProblems(issues: readonly z.core.$ZodIssue[], locate: Locate): readonly SiteProblem[] {
  return issues.flatMap(plainIssues).map(({ path, message, at }) => locate(path, message, at));
}

interface PlainIssue {
  readonly path: Path;
  readonly message: string;
  readonly at: 'value' | 'name';
}

/** An issue for each name that is too many, and of several forms that would do those of the one that was most likely meant. */
function plainIssues(issue: z.core.$ZodIssue): readonly PlainIssue[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: strangerWords(key, path), at: 'name' }));
    case 'invalid_key':
      return [{ path, message: issue.issues[0]?.message ?? 'is no name that can stand here', at: 'name' }];
    case 'invalid_union': {
      if (issue.errors.length === 0) return [{ path, message: issueWords(issue), at: 'value' }];
      const scalars = issue.errors.every((inner) =>
        inner.every((each) => each.code === 'invalid_type' && each.path.length === 0),
      );
      if (scalars) return [{ path, message: `has to be ${kindsOf(issue.errors.flat()).join(' or ')}`, at: 'value' }];
      return likeliest(issue.errors).flatMap((inner) =>
        plainIssues({ ...inner, path: [...issue.path, ...inner.path] }),
      );
    }
    case 'invalid_type':
      if (issue.input === undefined) return [{ path, message: 'is missing', at: 'name' }];
      return [{ path, message: issueWords(issue), at: 'value' }];
    default:
      return [{ path, message: issueWords(issue), at: 'value' }];
  }
}

/** Fewest names that it does not know, then of which something is there, then fewest mistakes. */
function likeliest(errors: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const strangers = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((sum, each) => sum + (each.code === 'unrecognized_keys' ? each.keys.length : 0), 0);
  const wrongKind = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.filter((each) => each.code === 'invalid_type' && each.path.length === 0).length;
  return (
    errors.toSorted((a, b) => wrongKind(a) - wrongKind(b) || strangers(a) - strangers(b) || a.length - b.length)[0] ??
    []
  );
}

function issueWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `has to be ${NOUNS[issue.expected] ?? issue.expected}, and is ${kindOf(issue.input)}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `write ${String(issue.values[0])}`
        : `write one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return sizeWords(issue.origin, issue.minimum, 'at least');
    case 'too_big':
      return sizeWords(issue.origin, issue.maximum, 'at most');
    default:
      return issue.message.replace(/^Invalid input: /, '');
  }
}

const NOUNS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of names and values',
  record: 'a group of names and values',
};
const kindsOf = (issues: readonly z.core.$ZodIssue[]): readonly string[] => [
  ...new Set(issues.flatMap((each) => (each.code === 'invalid_type' ? [NOUNS[each.expected] ?? each.expected] : []))),
];
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a fraction';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'string' ? 'text' : 'a group of names and values';
}

function sizeWords(origin: string, limit: number | bigint, side: string): string {
  if (origin === 'string') return limit === 1 ? 'is empty' : `write ${side} ${limit} characters`;
  if (origin === 'array') return `write ${side} ${limit} entries`;
  return `write ${side} ${limit}`;
}

/** What is meant is often one letter away. */
function strangerWords(key: string, path: Path): string {
  const near = fieldsAt(path)
    .map(({ name }) => name)
    .find((name) => isNear(key.toLowerCase(), name.toLowerCase()));
  return near === undefined ? 'is no field that stands here' : `is no field that stands here; did you mean ${near}?`;
}

/** At most one letter added, left out, changed, or two swapped. */
function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one.length < 3) return false;
  let same = 0;
  while (same < Math.min(one.length, other.length) && one[same] === other[same]) same += 1;
  const [restOne, restOther] = [one.slice(same), other.slice(same)];
  const swapped = `${restOne[1] ?? ''}${restOne[0] ?? ''}${restOne.slice(2)}`;
  return (
    restOne.slice(1) === restOther.slice(1) ||
    restOne === restOther.slice(1) ||
    restOne.slice(1) === restOther ||
    swapped === restOther
  );
}
