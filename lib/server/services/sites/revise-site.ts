import type { z } from 'zod';
import type { ReviseSite, Site } from '@/lib/contracts/sites';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { changedMeanwhile, recordSite } from './record-site';
import { findSite, readSite, siteBody } from './site-rows';

/**
 * Keeps the next revision of a site's file; nothing is done by it, and the plan that there is stays the plan of its own revision.
 * @throws AppError `forbidden`, `not-found`, `bad-request` with every problem, `conflict` where it has changed since it was read.
 */
export async function reviseSite(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: ReviseSite;
  readonly ifMatch: number | undefined;
}): Promise<z.input<typeof Site>> {
  const { context, id, input, ifMatch } = options;
  const { actor } = context;
  requireScope(actor, 'sites:write');
  return await context.db.$transaction(async (tx) => {
    const row = await findSite(tx, actor, id);
    if (ifMatch !== undefined && ifMatch !== row.version) throw changedMeanwhile(row.version);
    const { name, description = null, vos, domains } = readSite(input.text);
    if (name !== row.name) throw otherName(row.name, name);
    if (input.text === row.revisions[0]?.text) return await siteBody(tx, actor, row);
    const number = row.revision + 1;
    const changed = await tx.site.updateMany({
      where: { id, version: row.version },
      data: { description, vos: [...vos], wanted: domains.length, revision: number, version: { increment: 1 } },
    });
    if (changed.count === 0) throw changedMeanwhile(row.version + 1);
    await tx.siteRevision.create({
      data: {
        siteId: id,
        number,
        text: input.text,
        vos: [...vos],
        reason: input.reason ?? null,
        madeById: actor.userId,
        madeByName: actor.name,
        createdAt: context.now(),
      },
    });
    const after = await findSite(tx, actor, id);
    await recordSite(tx, context, 'reviseSite', after, `has revision ${number}`, input.reason);
    return await siteBody(tx, actor, after);
  });
}

function otherName(name: string, given: string): AppError {
  const message = `metadata.name: this site is called ${name}, and so are its domains; make another site for ${given}`;
  return new AppError('bad-request', message, { fields: [{ field: 'text', message }] });
}
