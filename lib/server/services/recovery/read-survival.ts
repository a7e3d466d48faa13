import type { z } from 'zod';
import type { Survival } from '@/lib/contracts/recovery';
import { domainId, hostId } from '@/lib/domain/ids';
import { surveySurvival, survivalSentence } from '@/lib/placement/recovery/survival';
import { sqlOfTx } from '@/lib/server/db/sql';
import { loadRestarts } from '@/lib/server/inventory/placement-input';
import type { ServiceContext } from '@/lib/server/service-context';
import { requirePlans } from '@/lib/server/services/plans/plan-rows';
import { fenceOf, hasSecondPath } from './loss-rows';
import { readFencedAt } from './read-fenced-at';

/** Of those without a priority: more are not read one by one. */
const MOST_NAMED = 100;

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
    db.domain.findMany({
      where: { state: 'running', missingSince: null },
      select: { id: true, name: true, host: { select: { name: true } } },
      orderBy: { name: 'asc' },
    }),
  ]);
  const fenced = await readFencedAt(
    db,
    rows.map(({ id }) => id),
  );
  const guarded = new Set([...domainsOf.values()].flat().map(({ domain }) => domain.id as string));
  const unprotected = running.filter(({ id }) => !guarded.has(id));
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
        fencedAt: fenced.get(host.id)?.toISOString() ?? null,
        hasSecondPath: hasSecondPath(settings.get(host.id) ?? null),
      })),
    })),
    unprotected: unprotected.length,
    unprotectedDomains: unprotected.slice(0, MOST_NAMED).map(({ id, name, host }) => ({
      domainId: domainId(id),
      domainName: name,
      hostName: host?.name ?? null,
    })),
  };
}
