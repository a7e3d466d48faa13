import { createHash } from 'node:crypto';

/**
 * Hash of what was asked for, whatever the order of its keys: the same Idempotency-Key with another hash is a conflict.
 * @example hashInput({ kind: 'start-domain', input: {} }) // 64 hexadecimal digits
 */
export function hashInput(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
