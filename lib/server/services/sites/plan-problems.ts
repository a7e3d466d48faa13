/** What of a plan cannot be made although there is room for it: asked of the library, the site's secrets and the file itself. */
import { DOMAIN_NAME } from '@/lib/domain/wanted-domain';
import { PROBE_IDS } from '@/lib/domain/probe';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import type { CheckedSite, WantedDomain } from '@/lib/site/checked-site';
import type { MissingImage, SitePlan } from '@/lib/site/plan/site-plan';
import type { SiteWorld } from '@/lib/site/plan/site-world';
import { missingOf } from '@/lib/site/run/late-references';
import { findLibraryImage } from './find-images';

interface Asked {
  readonly site: CheckedSite;
  readonly world: SiteWorld;
}

/** The same plan, blocked where a domain that it makes cannot be made. */
export async function withProblems(db: Tx, { site, world }: Asked, plan: SitePlan): Promise<SitePlan> {
  const made = new Set(
    plan.nodes.filter(({ deed }) => deed === 'create' || deed === 'replace').map(({ instance }) => instance),
  );
  if (made.size === 0) return plan;
  const hosts = new Map(plan.nodes.map(({ instance, host }) => [instance, host?.hostName ?? '']));
  const images = new Map<string, string | undefined>();
  const problems = new Map<string, readonly string[]>();
  const missing = new Map<string, MissingImage>();
  for (const wanted of site.domains) {
    if (!made.has(wanted.instance)) continue;
    const key = `${wanted.image.identity} ${wanted.vo ?? ''}`;
    if (!images.has(key)) images.set(key, await imageProblem(db, wanted));
    const image = images.get(key);
    const { source } = wanted.image;
    if (image !== undefined && source.from === 'library')
      missing.set(wanted.instance, { name: source.name, specificationId: await specificationOf(db, source.name) });
    const hostId = plan.nodes.find(({ instance }) => instance === wanted.instance)?.host?.hostId;
    const host = world.hosts.find((each) => each.host.id === hostId)?.host;
    problems.set(wanted.instance, [
      ...(image === undefined ? [] : [image]),
      ...(host?.reading?.storage.length === 0 ? [`${host.name} tells of no storage pool to make its disk in.`] : []),
      ...missingOf(site, wanted, { hosts, secrets: undefined }),
      ...healthProblems(wanted),
      ...(DOMAIN_NAME.test(wanted.name) ? [] : [`${wanted.name} is no host name.`]),
    ]);
  }
  return {
    ...plan,
    nodes: plan.nodes.map((node) => ({
      ...node,
      blockers: [...node.blockers, ...(node.deed === 'destroy' ? [] : (problems.get(node.instance) ?? []))],
      missingImage: node.deed === 'destroy' ? undefined : missing.get(node.instance),
    })),
    notes: [...plan.notes, ...modelNotes(site, made)],
  };
}

async function specificationOf(db: Tx, name: string): Promise<string | undefined> {
  const where = { name, retiredAt: null };
  return (await db.imageSpecification.findFirst({ where, orderBy: { version: 'desc' }, select: { id: true } }))?.id;
}

async function imageProblem(db: Tx, wanted: WantedDomain): Promise<string | undefined> {
  const { source, name } = wanted.image;
  if (source.from === 'library') {
    const found = await findLibraryImage(sqlOfTx(db), wanted);
    return typeof found === 'string' ? found : undefined;
  }
  if (!source.path.startsWith('/')) return `Image ${name}: ${source.path} is no path of a host; write an absolute one.`;
  return source.sha512.includes('${')
    ? `Image ${name}: Gridbox keeps no files beside a site file; write the digits of its SHA-512.`
    : undefined;
}

function healthProblems({ health, address }: WantedDomain): readonly string[] {
  if (health.length === 0) return [];
  const strange = health.filter((name) => !PROBE_IDS.some((id) => id === name));
  return [
    ...strange.map((name) => `health: no probe is called ${name}; there is ${PROBE_IDS.join(', ')}.`),
    ...(address === undefined ? ['health: it has no address in the file, so that nothing can be asked of it.'] : []),
  ];
}

function modelNotes(site: CheckedSite, made: ReadonlySet<string>): readonly string[] {
  const named = site.domains.filter(({ instance, cpuModel }) => made.has(instance) && cpuModel !== undefined);
  return named.length === 0
    ? []
    : [
        `Of ${named.map(({ instance }) => instance).join(', ')} the CPU model is kept and not yet set: hosts give their own.`,
      ];
}
