import type { z } from 'zod';
import type { CreateEnvironment, EnvironmentDetail } from '@/lib/contracts/environments';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { environmentDetail } from './environment-rows';
import { writeVersion } from './record-environment';

/** The first version of an environment. @throws AppError `forbidden`, `conflict` where the name is taken. */
export async function createEnvironment(options: {
  readonly context: ServiceContext;
  readonly input: CreateEnvironment;
}): Promise<z.input<typeof EnvironmentDetail>> {
  const { context, input } = options;
  requireScope(context.actor, 'environments:write');
  try {
    return await context.db.$transaction(async (tx) => {
      const { id } = await writeVersion(tx, context, {
        action: 'createEnvironment',
        version: 1,
        reason: undefined,
        ...input,
      });
      return await environmentDetail(tx, context.actor, id);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = `name: there is an environment called ${input.name} already; write its next version`;
    throw new AppError('conflict', message, { fields: [{ field: 'name', message }], cause: error });
  }
}
