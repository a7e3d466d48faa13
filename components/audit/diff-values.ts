/** One field that an action changed. */
export interface Difference {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What differs between two JSON values, by dotted path, in order of the path.
 * @example diffValues({ vo: 'atlas', n: 1 }, { vo: 'cms', n: 1 }) // [{ field: 'vo', before: 'atlas', after: 'cms' }]
 */
export function diffValues(before: unknown, after: unknown): Difference[] {
  const left = flatten(before);
  const right = flatten(after);
  const fields = [...new Set([...left.keys(), ...right.keys()])].toSorted();
  return fields.flatMap((field) => {
    const [a, b] = [left.get(field), right.get(field)];
    return a === b ? [] : [{ field: field === '' ? 'value' : field, before: a ?? '', after: b ?? '' }];
  });
}

function flatten(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) return into;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return into.set(path, value.join(', '));
  if (typeof value !== 'object') return into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, into);
  return into;
}
