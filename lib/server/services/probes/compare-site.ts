import type { z } from 'zod';
import type { SiteProbeComparison } from '@/lib/contracts/probes';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { findSite } from '@/lib/server/services/sites/site-rows';
import { compareSets } from './compare-sets';
import { summaryBodies } from './list-targets';
import { TARGET_PARTS, visibleTargets } from './target-rows';

/**
 * The probes of a site's domains beside those of the native services: do its tests pass as well as those of native nodes? Small stand-ins
 * are compared with small stand-ins alone, and real services with real ones. @throws AppError `forbidden`, `not-found`.
 */
export async function compareSiteProbes(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof SiteProbeComparison>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'probes:read');
  const site = await findSite(db, actor, id);
  const nodes = await db.siteNode.findMany({ where: { siteId: id }, select: { domainId: true } });
  const own = await db.probeTarget.findMany({
    where: { AND: [visibleTargets(actor), { domainId: { in: nodes.map(({ domainId }) => domainId) } }] },
    include: TARGET_PARTS,
  });
  const native = await db.probeTarget.findMany({
    where: { AND: [visibleTargets(actor), { domainId: null, enabled: true }] },
    include: TARGET_PARTS,
  });
  const tiny = own.some((each) => each.tiny);
  const like = native.filter((each) => each.tiny === tiny);
  const why = whyNone({ own: own.length, native: native.length, like: like.length, tiny });
  const at = context.now();
  const bodies = { a: await summaryBodies(db, like, at), b: await summaryBodies(db, own, at) };
  if (why !== undefined) return { ...bodies, asGood: null, sentence: why, rows: [] };
  const compared = await compareSets(
    context,
    { name: tiny ? 'the tiny native set' : 'the native set', targets: like },
    { name: `Site ${site.name}`, targets: own },
  );
  return { ...bodies, ...compared };
}

function whyNone(count: {
  readonly own: number;
  readonly native: number;
  readonly like: number;
  readonly tiny: boolean;
}): string | undefined {
  if (count.own === 0)
    return 'Nothing of this site is probed: it is not applied, or none of its nodes names probes under health.';
  if (count.like > 0) return undefined;
  if (count.native === 0) return 'No native service is probed. Add those that the site is to be compared with.';
  return count.tiny
    ? 'The services of this site are small stand-ins, and no native one that is probed is: they are not compared.'
    : 'The services of this site are real ones, and the native ones that are probed are small stand-ins: they are not compared.';
}
