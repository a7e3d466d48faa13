import type { z } from 'zod';
import type { EnvironmentDetail, RetireEnvironment } from '@/lib/contracts/environments';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { environmentDetail, findEnvironment } from './environment-rows';
import { recordEnvironment } from './record-environment';

/**
 * Nobody may ask for this version any more, nor for an older one: with the newest retired the one before would be offered again without
 * a word. What was asked for and what runs goes on.
 * @throws AppError `not-found`, `conflict`
 */
export async function retireEnvironment(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: RetireEnvironment;
}): Promise<z.input<typeof EnvironmentDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'environments:write');
  return await context.db.$transaction(async (tx) => {
    const row = await findEnvironment(tx, context.actor, id);
    const changed = await tx.environment.updateMany({
      where: { name: row.name, version: { lte: row.version }, retiredAt: null },
      data: { retiredAt: context.now() },
    });
    if (row.retiredAt !== null || changed.count === 0) throw new AppError('conflict', 'It is offered no more already.');
    await recordEnvironment(tx, context, {
      action: 'retireEnvironment',
      row: { ...row, retiredAt: context.now() },
      reason: input.reason,
      words: row.version === 1 ? 'is offered no more, version 1' : `is offered no more up to version ${row.version}`,
    });
    return await environmentDetail(tx, context.actor, id);
  });
}
