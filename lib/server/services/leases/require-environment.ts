import { EnvironmentBody } from '@/lib/contracts/environments';
import { type Actor, seesVo } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import type { Tx } from '@/lib/server/db/client';
import type { Environment } from '@/lib/server/db/generated/client';
import { findEnvironment } from '@/lib/server/services/environments/environment-rows';

/**
 * The environment that a VO asks for.
 * @throws AppError `forbidden` for a VO that the actor does not speak for, `not-found`, `refused` for one that is not offered to it
 */
export async function requireEnvironment(
  db: Pick<Tx, 'environment'>,
  actor: Actor,
  { environmentId, vo }: { readonly environmentId: string; readonly vo: string },
): Promise<{ readonly row: Environment; readonly body: EnvironmentBody }> {
  if (!seesVo(actor, vo)) throw new AppError('forbidden', `${vo} is not your VO.`);
  const row = await findEnvironment(db, actor, environmentId);
  if (row.retiredAt !== null)
    throw new AppError('refused', `Version ${row.version} of ${row.name} is offered no more; take another.`);
  if (row.vos.length > 0 && !row.vos.includes(vo))
    throw new AppError('refused', `${row.name} is not offered to ${vo}.`);
  return { row, body: EnvironmentBody.parse(row.body) };
}
