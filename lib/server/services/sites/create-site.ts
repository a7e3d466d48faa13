import type { z } from 'zod';
import type { CreateSite, Site } from '@/lib/contracts/sites';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { recordSite } from './record-site';
import { readSite, SITE_PARTS, siteBody } from './site-rows';

/** Keeps a file; nothing is made by it. @throws AppError `forbidden`, `bad-request` with every problem, `conflict` where the name is taken. */
export async function createSite(options: {
  readonly context: ServiceContext;
  readonly input: CreateSite;
}): Promise<z.input<typeof Site>> {
  const { context, input } = options;
  const { actor } = context;
  requireScope(actor, 'sites:write');
  const { name, description = null, vos, domains } = readSite(input.text);
  const now = context.now();
  try {
    return await context.db.$transaction(async (tx) => {
      const row = await tx.site.create({
        data: {
          name,
          description,
          vos: [...vos],
          wanted: domains.length,
          createdAt: now,
          revisions: {
            create: {
              number: 1,
              text: input.text,
              vos: [...vos],
              reason: input.reason ?? null,
              madeById: actor.userId,
              madeByName: actor.name,
              createdAt: now,
            },
          },
        },
        include: SITE_PARTS,
      });
      await recordSite(tx, context, 'createSite', row, 'was made', input.reason);
      return await siteBody(tx, actor, row);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(name) : error;
  }
}

function nameTaken(name: string): AppError {
  const message = `metadata.name: there is a site called ${name} already`;
  return new AppError('conflict', message, { fields: [{ field: 'text', message }] });
}
