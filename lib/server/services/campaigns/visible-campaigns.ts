import type { Actor } from '@/lib/domain/access';

/** Of no VO are the testbed's own: who is bound to VOs sees those of these. */
export const visibleCampaigns = (actor: Actor): { vo?: { in: string[] } } =>
  actor.vos === undefined ? {} : { vo: { in: [...actor.vos] } };
