/** The making of a domain of a site: its context, its operation and the word that it is the site's, in one transaction. */
import { CreateDomain } from '@/lib/contracts/domain-making';
import { SitePlanDocument } from '@/lib/contracts/sites';
import { AppError } from '@/lib/domain/errors';
import { keptName } from '@/lib/domain/lease-ending';
import type { Tx } from '@/lib/server/db/client';
import { HostFacts } from '@/lib/server/db/facts';
import { sqlOfTx } from '@/lib/server/db/sql';
import { submitCreation } from '@/lib/server/services/domains/create-domain';
import { makeContext } from '@/lib/server/services/domains/make-context';
import { findLibraryImage } from '@/lib/server/services/sites/find-images';
import { contextFiles } from '@/lib/server/services/sites/secrets/context-files';
import { readNamedSecret } from '@/lib/server/services/sites/secrets/named-secrets';
import type { WantedDomain } from '@/lib/site/checked-site';
import { renderContext } from '@/lib/site/context/render-context';
import { madeOf } from '@/lib/site/plan/compare-node';
import { contextOf as siteContextOf } from '@/lib/site/run/context-of';
import { secretsNamed } from '@/lib/site/run/late-references';
import { SECOND_MS } from '@/lib/utils/time';
import { GIB } from '@/lib/utils/units';
import { isTiny } from './probe-node';
import { contextOf, keeperOf, keyOf, ownerOf, reasonOf, type RunWork } from './run-work';
import { asRead, type StepRow } from './run-writes';

/** Keys are drawn and hosts are checked in it; on a busy machine that takes longer than Prisma's five seconds. */
const SUBMIT_TIMEOUT_MS = 60 * SECOND_MS;

/** @throws AppError as `submitCreation`; `refused` where the file does not ask for it any more, or what it is made of is gone */
export async function submitNode(work: RunWork, step: StepRow): Promise<void> {
  const { db, run, site } = work;
  const wanted = site.domains.find(({ instance }) => instance === step.subject);
  const planned = SitePlanDocument.parse(run.document).nodes.find(
    ({ instance, deed }) => instance === step.subject && deed !== 'destroy',
  );
  if (wanted === undefined || planned === undefined || planned.host === null)
    throw new AppError('refused', `The plan does not say where ${step.subject} goes.`);
  const { hostId } = planned.host;
  await db.$transaction(
    async (tx) => {
      // Whoever comes second finds it begun.
      const held = await tx.siteRunStep.updateMany({ where: asRead(run, step), data: { words: step.words } });
      if (held.count === 0) return;
      const startFrom = await snapshotOf(tx, run.siteId);
      const wish = await wishOf(tx, wanted, { hostId, pool: planned.pool });
      const operation = await submitCreation(tx, {
        context: contextOf(work),
        body: readBody({
          hostId,
          name: wanted.name,
          roles: [wanted.role],
          vo: wanted.vo ?? null,
          tags: isTiny(wanted) ? ['tiny'] : [],
          antiAffinity: wanted.place.apartWord ?? null,
          affinity: wanted.place.togetherWord ?? null,
          memoryKiB: wanted.memoryKiB,
          vcpus: wanted.vcpus,
          ...(wanted.network === undefined
            ? { networks: [] }
            : { networks: [site.networks[wanted.network]?.hostName] }),
          start: true,
          note: `${wanted.instance} of site ${site.name}${
            startFrom === undefined
              ? ''
              : `, started from ${keptName(startFrom)}, a kept disk of ${startFrom.vo}, not a signed image`
          }`,
          reason: reasonOf(run),
          ...wish,
        }),
        owner: ownerOf(run.siteId),
        contextId: await makeContext(tx, await diskOf(tx, work, wanted)),
        keptDiskId: startFrom?.id,
        call: { idempotencyKey: keyOf(run, step) },
      });
      const of = madeOf(wanted, networkOf(work, wanted), planned.pool ?? undefined);
      const node = { domainId: operation.domainId ?? '', made: { ...of } };
      await tx.siteNode.upsert({
        where: { siteId_instance: { siteId: run.siteId, instance: wanted.instance } },
        create: { siteId: run.siteId, instance: wanted.instance, ...node, createdAt: work.now },
        update: { ...node, createdAt: work.now },
      });
      await tx.siteRunStep.updateMany({
        where: asRead(run, step),
        data: { operationId: operation.id, domainId: operation.domainId },
      });
    },
    { timeout: SUBMIT_TIMEOUT_MS },
  );
}

/** What the domains of a lease start from, where that was asked for. A site of people has none. */
async function snapshotOf(tx: Tx, siteId: string) {
  const lease = await tx.lease.findUnique({ where: { siteId }, select: { startFrom: true } });
  return lease?.startFrom ?? undefined;
}

/**
 * What a host tells (the path of a pool, say) may be nothing that can be asked for.
 * @throws AppError `refused`, so that the step fails and says why: asking again would bring the same for ever
 */
function readBody(body: unknown): CreateDomain {
  const parsed = CreateDomain.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new AppError('refused', `It cannot be made so. ${problems.join('; ')}.`);
}

const networkOf = ({ site }: RunWork, { network }: WantedDomain) =>
  network === undefined ? undefined : site.networks[network];

/** What it boots from and its disks, by what the image is and what its host runs. */
async function wishOf(
  tx: Tx,
  wanted: WantedDomain,
  { hostId, pool }: { readonly hostId: string; readonly pool: string | null },
) {
  const host = await tx.host.findUniqueOrThrow({ where: { id: hostId } });
  const facts = HostFacts.parse(host.facts);
  const folder = facts.storage.find(({ name }) => name === pool)?.path;
  const [mode] = wanted.image.guestModes.filter((each) => facts.guestModes.includes(each));
  const place = {
    ...(folder === undefined ? {} : { folder }),
    ...(mode === 'pv' || mode === 'pvh' || mode === 'hvm' ? { guestMode: mode } : {}),
  };
  const sizeGiB = wanted.diskBytes === undefined ? undefined : Math.ceil(wanted.diskBytes / GIB);
  const size = sizeGiB === undefined ? {} : { sizeGiB };
  const { source } = wanted.image;
  if (source.from === 'path') {
    const format = source.path.endsWith('.qcow2') ? 'qcow2' : 'raw';
    const disk =
      host.hypervisor === 'xen'
        ? { from: 'copy', path: source.path, format, sha512: source.sha512 }
        : { from: 'layer', path: source.path, format, sha512: source.sha512, ...size };
    return { ...place, boot: { from: 'disk' }, disks: [disk] };
  }
  const image = await findLibraryImage(sqlOfTx(tx), wanted);
  if (typeof image === 'string') throw new AppError('refused', image);
  return {
    ...place,
    ...(wanted.image.architecture === undefined ? {} : { architecture: wanted.image.architecture }),
    boot: { from: 'library', imageId: image.id },
    disks:
      image.disk !== undefined
        ? [{ from: 'library', imageId: image.id, ...size }]
        : // An initramfs is the whole system; a disk that the file asks for is empty beside it.
          sizeGiB === undefined
          ? []
          : [{ from: 'new', sizeGiB }],
  };
}

/** What the guest is told, sealed from here on. */
async function diskOf(tx: Tx, work: RunWork, wanted: WantedDomain): Promise<Buffer> {
  const { site, run } = work;
  const keeper = keeperOf(tx, work);
  const secrets = new Map<string, string>();
  for (const name of secretsNamed(wanted)) {
    const value = await readNamedSecret(keeper, name);
    if (value !== undefined) secrets.set(name, value);
  }
  const hosts = new Map(
    SitePlanDocument.parse(run.document).nodes.flatMap(({ instance, host }) =>
      host === null ? [] : [[instance, host.hostName] as const],
    ),
  );
  const { context, files } = siteContextOf(site, wanted, { hosts, secrets });
  const own = new Map(files.map((file) => [file.path, file]));
  const given = await contextFiles(keeper, {
    instance: wanted.instance,
    hostname: wanted.name,
    address: wanted.address ?? null,
  });
  // What the file writes itself stands in for what every node is given, for whom that is: munge reads no key of anybody else's.
  const standing = given.map((file) => ({ ...file, content: own.get(file.path)?.content ?? file.content }));
  const paths = new Set(given.map(({ path }) => path));
  return renderContext(context, [...standing, ...files.filter(({ path }) => !paths.has(path))]);
}
