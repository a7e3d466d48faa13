import type { z } from 'zod';
import type { VoBackOffs } from '@/lib/contracts/vos';
import { hasScope } from '@/lib/domain/access';
import { isOver, LEASE_STATES } from '@/lib/domain/lease';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { readShareBackOff } from '@/lib/server/services/accounting/read-back-off';
import { requireVo } from './require-vo';

/** Of a pool its own people are told no more: in its words hosts and domains of others are named. */
const POOL_WORDS = 'A slot could not be booted. The testbed’s people see why.';
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
      where: { vo, dueAt: { gt: now }, words: { not: null } },
      orderBy: { name: 'asc' },
      select: { name: true, words: true, dueAt: true },
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
      ...pools.map(({ name, words, dueAt }) => ({
        kind: 'pool' as const,
        subject: `Pool ${name}`,
        leaseId: null,
        reason: seesPools ? (words ?? '') : POOL_WORDS,
        untilAt: dueAt?.toISOString() ?? null,
      })),
    ],
    lookedAt: now.toISOString(),
  };
}
