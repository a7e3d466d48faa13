import { z } from 'zod';
import type { Tx } from '@/lib/server/db/client';
import { readYaml } from '@/lib/site/read-yaml';
import { SiteFile } from '@/lib/site/schema/site-file';

const PublishPart = z.object({ publish: SiteFile.shape.publish });

/**
 * Domains of sites whose file, as it was applied last, says `publish: { glue2: false }`: of those nothing is told to the grid. What a
 * newer revision says holds when that is applied. A file that says nothing of it is told of.
 * @returns their ids
 */
export async function unpublishedDomains(db: Tx): Promise<ReadonlySet<string>> {
  const nodes = await db.siteNode.findMany({ select: { siteId: true, domainId: true } });
  if (nodes.length === 0) return new Set();
  const applied = await db.siteRun.findMany({
    where: { kind: 'apply', siteId: { in: [...new Set(nodes.map(({ siteId }) => siteId))] } },
    distinct: ['siteId'],
    orderBy: { startedAt: 'desc' },
    select: { siteId: true, revision: true },
  });
  const texts = await db.siteRevision.findMany({
    // Others say nothing of it, and are not read.
    where: { text: { contains: 'glue2' }, OR: applied.map(({ siteId, revision }) => ({ siteId, number: revision })) },
    select: { siteId: true, text: true },
  });
  const silent = new Set(texts.filter(({ text }) => saysNo(text)).map(({ siteId }) => siteId));
  return new Set(nodes.flatMap(({ siteId, domainId }) => (silent.has(siteId) ? [domainId] : [])));
}

/** Whatever else is wrong with it by now. */
function saysNo(text: string): boolean {
  const parsed = PublishPart.safeParse(readYaml(text).value);
  return parsed.success && parsed.data.publish?.glue2 === false;
}
