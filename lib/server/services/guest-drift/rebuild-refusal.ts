import type { z } from 'zod';
import type { Tx } from '@/lib/server/db/client';
import { OPERATIONS } from '@/lib/operations/registry';

export type Creation = z.output<(typeof OPERATIONS)['create-domain']['input']>;

/** How it was created, as it was asked for then; undefined where Gridbox did not make it, or not of images of the library alone. */
export async function creationOf(db: Tx, domainId: string): Promise<Creation | undefined> {
  const made = await db.operation.findFirst({
    where: { domainId, kind: 'create-domain', state: 'succeeded' },
    orderBy: { number: 'desc' },
  });
  const parsed = OPERATIONS['create-domain'].input.safeParse(made?.input);
  return parsed.success ? parsed.data : undefined;
}

/** Why it cannot be made again of its image; undefined where it can. */
export async function rebuildRefusal(db: Tx, domainId: string): Promise<string | undefined> {
  if ((await db.imageUse.count({ where: { subject: `domain:${domainId}` } })) === 0)
    return 'It was not made of an image of the library: there is nothing to make it of again.';
  const creation = await creationOf(db, domainId);
  if (creation === undefined) return 'How it was created is not known any more.';
  if (creation.owner !== undefined)
    return `It belongs to ${creation.owner}, which makes it and takes it away; its site is applied anew instead.`;
  if (creation.like !== undefined) return 'It was made like another domain, which may be another one now.';
  return undefined;
}
