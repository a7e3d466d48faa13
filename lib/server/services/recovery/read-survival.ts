import type { z } from 'zod';
import type { Survival } from '@/lib/contracts/recovery';
import { hostId } from '@/lib/domain/ids';
import { surveySurvival, survivalSentence } from '@/lib/placement/recovery/survival';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadRestarts } from '@/lib/server/inventory/placement-input';
import type { ServiceContext } from '@/lib/server/service-context';
import { requirePlans } from '@/lib/server/services/plans/plan-rows';
import { fenceOf, hasSecondPath } from './loss-rows';

/** N+1 by class, by the hosts as they are now. @throws AppError `forbidden`, for who is bound to VOs as well. */
export async function readSurvival({
  context,
}: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof Survival>> {
  requirePlans(context.actor, 'hosts:read');
  const { db } = context;
  const [{ hosts, domainsOf }, rows, running] = await Promise.all([
    loadRestarts(sqlOfTx(db)),
    db.host.findMany({ select: { id: true, fence: true, driver: true, secondPath: true } }),
    db.domain.count({ where: { state: 'running', missingSince: null } }),
  ]);
  const guarded = [...domainsOf.values()].reduce((sum, each) => sum + each.length, 0);
  const settings = new Map(rows.map((row) => [row.id, row]));
  const classes = surveySurvival({ now: context.now(), hosts, domainsOf });
  return {
    classes: classes.map((each) => ({
      hostClass: each.hostClass,
      survives: each.survives,
      sentence: survivalSentence(each),
      hosts: each.hosts.map(({ host, protectedDomains, homeless }) => ({
        hostId: hostId(host.id),
        hostName: host.name,
        protectedDomains,
        homeless: homeless.map((one) => ({ ...one })),
        method: fenceOf(settings.get(host.id) ?? null).method,
        hasSecondPath: hasSecondPath(settings.get(host.id) ?? null),
      })),
    })),
    unprotected: Math.max(0, running - guarded),
  };
}
