import type { z } from 'zod';
import type { CreateSite, Site } from '@/lib/contracts/sites';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { keepSite } from './keep-site';
import { readSite, siteBody } from './site-rows';

/** Keeps a file; nothing is made by it. @throws AppError `forbidden`, `bad-request` with every problem, `conflict` where the name is taken. */
export async function createSite(options: {
  readonly context: ServiceContext;
  readonly input: CreateSite;
}): Promise<z.input<typeof Site>> {
  const { context, input } = options;
  requireScope(context.actor, 'sites:write');
  const { name } = readSite(input.text);
  try {
    return await context.db.$transaction(
      async (tx) => await siteBody(tx, context.actor, await keepSite(tx, context, input)),
    );
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(name) : error;
  }
}

function nameTaken(name: string): AppError {
  const message = `metadata.name: there is a site called ${name} already`;
  return new AppError('conflict', message, { fields: [{ field: 'text', message }] });
}
