/** What of a pool's wish the rows decide: whether its environment may be taken, and whether its nodes are free. */
import { AppError, type FieldError } from '@/lib/domain/errors';
import type { Tx } from '@/lib/server/db/client';

/** @throws AppError `bad-request` */
export async function requireEnvironment(tx: Tx, id: string, vo: string | null): Promise<void> {
  const environment = await tx.environment.findUnique({ where: { id } });
  const why =
    environment === null
      ? 'there is no such environment'
      : environment.retiredAt !== null
        ? 'it is offered no more; take another version'
        : environment.vos.length > 0 && (vo === null || !environment.vos.includes(vo))
          ? `it is offered to ${environment.vos.join(', ')} alone`
          : undefined;
  if (why !== undefined) throw poolRefusal('bad-request', [{ field: 'environmentId', message: why }]);
}

/** @param own the pool that has them already @throws AppError `conflict` */
export async function requireNodes(tx: Tx, system: string, nodes: readonly string[], own?: string): Promise<void> {
  const other = await tx.batchPool.findFirst({
    where: { system, nodes: { hasSome: [...nodes] }, ...(own === undefined ? {} : { id: { not: own } }) },
    select: { name: true, nodes: true },
  });
  if (other === null) return;
  const node = nodes.find((each) => other.nodes.includes(each)) ?? '';
  throw poolRefusal('conflict', [{ field: 'nodes', message: `${node} is of the pool ${other.name}` }]);
}

/** @param problems one at least */
export function poolRefusal(
  code: 'bad-request' | 'conflict',
  problems: readonly FieldError[],
  cause?: unknown,
): AppError {
  const words = problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new AppError(code, words, { fields: problems, cause });
}
