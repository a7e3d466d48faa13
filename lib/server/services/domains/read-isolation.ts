import { z } from 'zod';
import type { DomainIsolation } from '@/lib/contracts/isolation';
import { type Actor, seesVo } from '@/lib/domain/access';
import type { NicFacts } from '@/lib/domain/domain';
import { domainId } from '@/lib/domain/ids';
import { judgeIsolation, type SegmentNeighbours, segmentKey } from '@/lib/domain/isolation';
import { verifyManifest } from '@/lib/images/manifest';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Db } from '@/lib/server/db/client';
import { parseDefinition, parseHostFacts } from '@/lib/server/db/facts';
import { currentKey } from '@/lib/server/services/images/image-rows';
import type { ServiceContext } from '@/lib/server/service-context';
import { readDomainRow } from './read-domain-row';

/** What speaks for a domain's being apart and clean, by the inventory and the book. @throws AppError `forbidden`, `not-found` */
export async function readIsolation(options: {
  readonly context: ServiceContext;
  readonly id: string;
}): Promise<z.input<typeof DomainIsolation>> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'domains:read');
  const row = await readDomainRow(db, actor, id);
  const [domain, host, made, image] = await Promise.all([
    db.domain.findUniqueOrThrow({ where: { id }, select: { definition: true } }),
    row.hostId === null ? null : db.host.findUnique({ where: { id: row.hostId }, select: { facts: true } }),
    db.madeThing.findMany({ where: { domainId: id }, select: { kind: true, path: true, state: true, ours: true } }),
    imageOf(db, id),
  ]);
  const definition = parseDefinition(domain.definition);
  const facts = parseHostFacts(host?.facts);
  const hostId = row.hostId ?? '';
  const input = {
    vo: row.vo ?? undefined,
    definition,
    image,
    made,
    host: facts === undefined || row.hostName === null ? undefined : { ...facts, name: row.hostName },
    neighbours: await neighboursOf(db, actor, { id, vo: row.vo, hostId, nics: definition?.nics ?? [] }),
  };
  return {
    domainId: domainId(id),
    simulated: row.simulated,
    readAt: row.seenAt.toISOString(),
    ...mutable(judgeIsolation(input, hostId)),
  };
}

const mutable = ({ clean, facts }: ReturnType<typeof judgeIsolation>) => ({
  clean,
  facts: facts.map((each) => ({ ...each, details: [...each.details] })),
});

/** Of several the one with a disk counts, whose bytes the guest runs from. */
async function imageOf(db: Db, id: string) {
  const uses = await db.imageUse.findMany({
    where: { subject: `domain:${id}` },
    include: { image: { include: { specification: { select: { name: true, version: true } } } } },
    orderBy: { since: 'asc' },
  });
  const [first] = uses.toSorted((a, b) => Number(b.image.bytes - a.image.bytes));
  if (first === undefined) return undefined;
  const { digest, manifest, signature, keyId, specification } = first.image;
  return {
    ...specification,
    digest,
    signature: verifyManifest({ text: manifest, signature, keyId }, digest, currentKey()),
    comparedAt: await comparedAt(db, id, digest),
  };
}

/** When the host's copies of its files were compared, the last of them; null where one was not; undefined where none is written down. */
async function comparedAt(db: Db, domainId: string, imageDigest: string): Promise<Date | null | undefined> {
  const files = await db.hostImageFile.findMany({
    where: { imageDigest, uses: { some: { domainId } } },
    select: { verifiedAt: true },
  });
  if (files.length === 0) return undefined;
  const times = files.flatMap(({ verifiedAt }) => verifiedAt ?? []);
  return times.length < files.length ? null : new Date(Math.max(...times.map((at) => at.getTime())));
}

const Neighbour = z.object({ name: z.string(), vo: z.string().nullable(), hostId: z.string(), nics: z.unknown() });
const Nics = z.array(z.object({ kind: z.string(), source: z.string().optional() })).catch([]);

/** Domains of other VOs, or of none, on the segments of this one's network cards; off ones too, which may be started any moment. */
async function neighboursOf(
  db: Db,
  actor: Actor,
  own: { readonly id: string; readonly vo: string | null; readonly hostId: string; readonly nics: readonly NicFacts[] },
): Promise<ReadonlyMap<string, SegmentNeighbours>> {
  const keys = new Set(own.nics.map((nic) => segmentKey(nic, own.hostId)));
  const found = new Map<string, { others: number; names: string[] }>();
  if (keys.size === 0) return found;
  const across = own.nics.some(({ kind }) => kind === 'mcast');
  const rows = z
    .array(Neighbour)
    .parse(await db.$queryRawUnsafe(NEIGHBOURS, own.id, across ? null : own.hostId, own.vo));
  for (const { name, vo, hostId, nics } of rows)
    for (const key of new Set(Nics.parse(nics).map((nic) => segmentKey(nic, hostId)))) {
      if (!keys.has(key)) continue;
      const before = found.get(key) ?? { others: 0, names: [] };
      const seen = seesVo(actor, vo ?? undefined);
      found.set(key, { others: before.others + 1, names: seen ? [...before.names, name] : before.names });
    }
  return found;
}

const NEIGHBOURS = `
  select d."name", d."vo", d."hostId"::text as "hostId", d."definition"->'nics' as "nics" from "Domain" d
  where d."id" <> $1::uuid and d."missingSince" is null and d."hostId" is not null and ($2::uuid is null or d."hostId" = $2::uuid)
    and d."vo" is distinct from $3 and jsonb_typeof(d."definition"->'nics') = 'array'
  order by d."name"`;
