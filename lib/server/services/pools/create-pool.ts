import type { z } from 'zod';
import type { CreatePool, PoolDetail } from '@/lib/contracts/pools';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { poolDetail } from './pool-rows';
import { recordPool } from './record-pool';

/**
 * A pool whose domains are made by the account of whoever writes it.
 * @throws AppError `forbidden`, `bad-request` where the environment is none or is not the VO's, `conflict` where the name or a node is
 * another pool's
 */
export async function createPool(options: {
  readonly context: ServiceContext;
  readonly input: CreatePool;
}): Promise<z.input<typeof PoolDetail>> {
  const { context, input } = options;
  const { actor, db } = context;
  requireScope(actor, 'batch:write');
  const { reason, closesAt, ...wish } = input;
  try {
    return await db.$transaction(async (tx) => {
      const environment = await tx.environment.findUnique({ where: { id: wish.environmentId } });
      const why =
        environment === null
          ? 'there is no such environment'
          : environment.retiredAt !== null
            ? 'it is offered no more; take another version'
            : environment.vos.length > 0 && (wish.vo === null || !environment.vos.includes(wish.vo))
              ? `it is offered to ${environment.vos.join(', ')} alone`
              : undefined;
      if (why !== undefined) throw refused('bad-request', 'environmentId', why);
      const other = await tx.batchPool.findFirst({
        where: { system: wish.system, nodes: { hasSome: wish.nodes } },
        select: { name: true, nodes: true },
      });
      if (other !== null) {
        const node = wish.nodes.find((each) => other.nodes.includes(each)) ?? '';
        throw refused('conflict', 'nodes', `${node} is of the pool ${other.name}`);
      }
      const row = await tx.batchPool.create({
        data: {
          ...wish,
          closesAt: closesAt === null ? null : new Date(closesAt),
          ownerId: actor.userId,
          ownerName: actor.name,
          createdAt: context.now(),
        },
      });
      await recordPool(tx, context, { action: 'createPool', row, reason, words: 'is there' });
      return await poolDetail(tx, actor, row.id);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw refused('conflict', 'name', `there is a pool called ${input.name} already`, error);
  }
}

const refused = (code: 'bad-request' | 'conflict', field: string, message: string, cause?: unknown): AppError =>
  new AppError(code, `${field}: ${message}`, { fields: [{ field, message }], cause });
