/** What of a pool does not fit the rest of it: asked by whoever types one, by the contract, and once more when one is changed. */
import type { FieldError } from '@/lib/domain/errors';

export interface PoolFigures {
  readonly nodes: readonly string[];
  readonly addresses: readonly string[];
  readonly prefix: number | null;
  readonly min: number;
  readonly max: number;
  readonly bootAhead: number;
  readonly takesSpecifications: boolean;
}

/** Half sentences by field. */
export function poolProblems(pool: PoolFigures): readonly FieldError[] {
  const { nodes, addresses, prefix, min, max, bootAhead, takesSpecifications } = pool;
  const problems: FieldError[] = [];
  const add = (field: string, message: string) => problems.push({ field, message });
  if (new Set(nodes).size < nodes.length) add('nodes', 'has a node twice');
  if (max > nodes.length) add('max', `is more than the ${nodes.length} nodes of the pool`);
  if (min > max) add('min', 'is more than the most');
  if (bootAhead > max) add('bootAhead', 'is more than the most');
  if (new Set(addresses).size < addresses.length) add('addresses', 'has an address twice');
  if (addresses.length > 0 && addresses.length !== nodes.length)
    add('addresses', 'has to have one for each node, or none');
  if (addresses.length > 0 && prefix === null) add('prefix', 'is needed with addresses');
  // Its batch system refuses a job that asks for what no node has, and a slot has its own alone.
  if (takesSpecifications && max >= nodes.length)
    add(
      'takesSpecifications',
      'needs a node more than slots at most: one that is never booted, and shows what may be asked for',
    );
  return problems;
}
