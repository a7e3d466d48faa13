import { z } from 'zod';
import type { Tx } from '@/lib/server/db/client';

const Verified = z.object({ verified: z.boolean() });
/** Whether guests were heard when they were made: by the operations that made them, of which each tells it of itself. */
export async function verifiedOf(db: Tx, domains: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const made = await db.operation.findMany({
    where: { kind: 'create-domain', domainId: { in: [...domains] }, state: 'succeeded' },
    orderBy: { number: 'asc' },
    select: { domainId: true, result: true },
  });
  return new Map(
    made.flatMap(({ domainId: id, result }) => {
      const read = Verified.safeParse(result);
      return id === null || !read.success ? [] : [[id, read.data.verified] as const];
    }),
  );
}
