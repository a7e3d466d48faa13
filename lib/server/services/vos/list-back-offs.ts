import type { z } from 'zod';
import type { VoBackOffs } from '@/lib/contracts/vos';
import { hasScope } from '@/lib/domain/access';
import { isOver, LEASE_STATES } from '@/lib/domain/lease';
import { heldBackWords } from '@/lib/domain/pools/held-back';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { BatchPool } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { readShareBackOff } from '@/lib/server/services/accounting/read-back-off';
import { triesOf } from '@/lib/server/services/pools/note-try';
import { unattendedPools, unattendedWords } from '@/lib/server/services/pools/unattended';
import { requireVo } from './require-vo';

/** Of a pool its own people are told no more: in its words hosts and domains of others are named. */
const POOL_WORDS = 'A slot could not be booted. The testbed’s people see why.';
const HELD_WORDS = 'Nothing is booted, because its last tries failed. The testbed’s people see why.';
const UNATTENDED_WORDS = 'No agent looks at its batch system, so its jobs are not seen. The testbed’s people see more.';
const OPEN = LEASE_STATES.filter((state) => !isOver(state));

/** What of a VO is held back now, why, and when it is tried again. @throws AppError `forbidden`, `not-found` */
export async function listVoBackOffs(options: {
  readonly context: ServiceContext;
  readonly vo: string;
}): Promise<z.input<typeof VoBackOffs>> {
  const { context, vo } = options;
  const { actor, db } = context;
  requireScope(actor, 'leases:read');
  await requireVo(db, actor, vo);
  const now = context.now();
  const [share, leases, pools] = await Promise.all([
    readShareBackOff(db, vo, now),
    db.lease.findMany({
      where: { vo, state: { in: OPEN }, dueAt: { gt: now }, words: { not: null } },
      orderBy: { number: 'asc' },
      select: { id: true, number: true, words: true, dueAt: true },
    }),
    db.batchPool.findMany({
      where: {
        vo,
        OR: [
          { dueAt: { gt: now }, words: { not: null } },
          { heldBackUntil: { gt: now } },
          { enabled: true, endingAt: null, ...unattendedPools(now) },
        ],
      },
      orderBy: { name: 'asc' },
    }),
  ]);
  const seesPools = actor.vos === undefined && hasScope(actor, 'batch:read');
  return {
    items: [
      ...(share === undefined
        ? []
        : [{ kind: 'share' as const, subject: 'Rules that approve', leaseId: null, reason: share, untilAt: null }]),
      ...leases.map(({ id, number, words, dueAt }) => ({
        kind: 'lease' as const,
        subject: `Lease ${number}`,
        leaseId: id,
        reason: words ?? '',
        untilAt: dueAt?.toISOString() ?? null,
      })),
      ...pools.map((pool) => {
        const [inside, outside, untilAt] = whyHeld(pool, now);
        return {
          kind: 'pool' as const,
          subject: `Pool ${pool.name}`,
          leaseId: null,
          reason: seesPools ? inside : outside,
          untilAt: untilAt?.toISOString() ?? null,
        };
      }),
    ],
    lookedAt: now.toISOString(),
  };
}

/** Why nothing is booted for a pool: for the testbed's people, for its own, and until when; null: until an agent looks at it. */
function whyHeld(pool: BatchPool, now: Date): readonly [inside: string, outside: string, untilAt: Date | null] {
  const unattended = unattendedWords(pool, now);
  if (unattended !== undefined) return [unattended, UNATTENDED_WORDS, null];
  const held = heldBackWords(triesOf(pool), now);
  // The longer of two: nothing is booted before.
  return held === undefined ? [pool.words ?? '', POOL_WORDS, pool.dueAt] : [held, HELD_WORDS, pool.heldBackUntil];
}
