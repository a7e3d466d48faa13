import type { z } from 'zod';
import type { AddEnvironmentVersion, EnvironmentDetail } from '@/lib/contracts/environments';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { editRefusal, environmentDetail, findEnvironment, newestOf } from './environment-rows';
import { writeVersion } from './record-environment';

/** The next version; leases of those before stay what they are. @throws AppError `not-found`, `conflict` where somebody was faster. */
export async function addEnvironmentVersion(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: AddEnvironmentVersion;
}): Promise<z.input<typeof EnvironmentDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'environments:write');
  try {
    return await context.db.$transaction(async (tx) => {
      const row = await findEnvironment(tx, context.actor, id);
      const refusal = editRefusal(row, await newestOf(tx, row.name));
      if (refusal !== undefined) throw new AppError('conflict', refusal);
      const written = await writeVersion(tx, context, {
        action: 'addEnvironmentVersion',
        name: row.name,
        version: row.version + 1,
        body: input.body,
        reason: input.reason,
      });
      return await environmentDetail(tx, context.actor, written.id);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', 'Somebody wrote the next version at the same moment; change that one.', {
      cause: error,
    });
  }
}
