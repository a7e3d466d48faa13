import type { Actor } from '@/lib/domain/access';
import type { FieldError } from '@/lib/domain/errors';
import { AppError } from '@/lib/domain/errors';
import { DOMAIN_STATES } from '@/lib/domain/domain';
import type { DomainWish } from '@/lib/domain/wanted-domain';
import { imagesNamed, settleWish, type LikeFacts, type SettledWish } from '@/lib/placement/create/settle-wish';
import type { Tx } from '@/lib/server/db/client';
import { parseDefinition } from '@/lib/server/db/facts';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadLibraryImages } from '@/lib/server/services/images/library-images';

/**
 * The wish with the domain that it names, as the inventory has that one; the agent settles it anew on what its host says.
 * @throws AppError `bad-request` with every field that cannot be.
 */
export async function settleByInventory(tx: Tx, actor: Pick<Actor, 'vos'>, asked: DomainWish): Promise<SettledWish> {
  const like = asked.like === undefined ? undefined : await readLike(tx, asked.like);
  const images = await loadLibraryImages(sqlOfTx(tx), imagesNamed(asked), actor.vos);
  const { wish, problems } = settleWish(asked, like, images);
  if (wish !== undefined) return wish;
  throw badWish(problems);
}

async function readLike(tx: Tx, id: string): Promise<LikeFacts> {
  const row = await tx.domain.findUnique({ where: { id } });
  if (row === null) throw badWish([{ field: 'like', message: 'there is no such domain' }]);
  const definition = parseDefinition(row.definition);
  if (definition === undefined)
    throw badWish([{ field: 'like', message: `the definition of ${row.name} was never read` }]);
  return {
    name: row.name,
    state: DOMAIN_STATES.find((word) => word === row.state) ?? 'unknown',
    vcpus: row.vcpus,
    memoryKiB: Number(row.memoryKiB),
    maxMemoryKiB: Number(row.maxMemoryKiB),
    definition,
  };
}

function badWish(fields: readonly FieldError[]): AppError {
  const [first] = fields;
  return new AppError('bad-request', `${first?.field ?? ''}: ${first?.message ?? 'it cannot be'}`, { fields });
}
