import type { BatchPool, Prisma } from '@/lib/server/db/generated/client';
import { MINUTE_MS } from '@/lib/utils/time';
import { momentWords } from '@/lib/utils/utc-words';

/** An agent looks at its pools every few seconds; one that starts anew takes less than this. */
const UNATTENDED_AFTER_MS = 2 * MINUTE_MS;

/** Of pools that no agent has turned to lately, whatever the last one that did left in their words. */
export const unattendedPools = (now: Date): Prisma.BatchPoolWhereInput => {
  const since = new Date(now.getTime() - UNATTENDED_AFTER_MS);
  return { OR: [{ lookedAt: { lte: since } }, { lookedAt: null, createdAt: { lte: since } }] };
};

/** The same of a row, in a sentence; undefined where an agent turns to it. */
export function unattendedWords(
  { system, lookedAt, createdAt }: Pick<BatchPool, 'system' | 'lookedAt' | 'createdAt'>,
  now: Date,
): string | undefined {
  const since = lookedAt ?? createdAt;
  if (now.getTime() - since.getTime() < UNATTENDED_AFTER_MS) return undefined;
  const known = `An agent looks at those that its file of batch systems names (GRIDBOX_POOLS_FILE).`;
  return lookedAt === null
    ? `No agent has looked at a batch system called ${system} yet: its jobs are not seen, and nothing is booted for them. ${known}`
    : `No agent has looked at the batch system ${system} since ${momentWords(lookedAt.getTime())}: its jobs are not seen, and nothing is booted for them. ${known}`;
}
