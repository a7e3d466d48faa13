import type { Actor } from '@/lib/domain/access';
import type { Prisma } from '@/lib/server/db/generated/client';

/** Of who is bound to VOs, their own pools alone; one of no VO is the testbed's. */
export const visiblePools = (actor: Actor): Prisma.BatchPoolWhereInput =>
  actor.vos === undefined ? {} : { vo: { in: [...actor.vos] } };
