import { createHash } from 'node:crypto';
import { canonicalJson } from '@/lib/utils/canonical-json';

/**
 * Hash of what was asked for, whatever the order of its keys: the same Idempotency-Key with another hash is a conflict.
 * @example hashInput({ kind: 'start-domain', input: {} }) // 64 hexadecimal digits
 */
export function hashInput(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
