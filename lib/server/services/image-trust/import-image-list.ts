import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { ImageListDetail, ImportImageList } from '@/lib/contracts/image-trust';
import { AppError } from '@/lib/domain/errors';
import { compareVersions, type HepixList } from '@/lib/images/lists/image-list';
import { ListProblem } from '@/lib/images/lists/list-problem';
import { readSignedList, type SignedList } from '@/lib/images/lists/read-signed-list';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { ImageEndorser, ImageList, ListedImage } from '@/lib/server/db/generated/client';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { listDetail } from './trust-rows';

/**
 * Reads a signed image list and keeps it as the newest version. Nothing of it is fetched: it says which bytes are good, and the
 * library either has them or has not.
 * @throws AppError `forbidden`; `bad-request` with what is wrong and where; `refused` for an older version, one that was read
 * already, and VOs that its endorser does not speak for.
 */
export async function importImageList(options: {
  readonly context: ServiceContext;
  readonly input: ImportImageList;
}): Promise<z.input<typeof ImageListDetail>> {
  const { context, input } = options;
  requireScope(context.actor, 'images:trust');
  const now = context.now();
  const trusted = await context.db.imageEndorser.findMany({
    where: { withdrawnAt: null },
    orderBy: { trustedAt: 'desc' },
  });
  const signed = await read(input.message, trusted, now);
  const { list, endorser } = signed;
  const vos = vosOf(list, endorser);
  return await context.db.$transaction(async (tx) => {
    await tx.$queryRawUnsafe(ONE_AT_A_TIME);
    // Withdrawn meanwhile: then it is not taken from there.
    if ((await tx.imageEndorser.count({ where: { id: endorser.id, withdrawnAt: null } })) === 0)
      throw new AppError('refused', `${endorser.subject} is not trusted any more.`);
    const before = await tx.imageList.findFirst({
      where: { identifier: list['dc:identifier'], supersededAt: null },
      include: { endorser: true },
    });
    if (before !== null) requireNewer(before, signed, textHash(signed));
    const row = await keep(tx, context, { signed, vos, message: input.message });
    await writeAudit(tx, context, {
      action: 'importImageList',
      scope: 'images:trust',
      subjectType: 'image-list',
      subjectId: row.id,
      subjectName: row.title,
      reason: input.reason,
      before: before === null ? undefined : { version: before.version },
      after: {
        version: row.version,
        endorser: endorser.subject,
        vos,
        images: list['hv:images'].length,
        expiresAt: row.expiresAt,
      },
    });
    await appendEvent(tx, { type: 'image-trust.changed', words: `${row.title}, version ${row.version}, is imported` });
    return await listDetail(tx, context.actor, row.id, now);
  });
}

/** Held until the transaction ends, so that two versions never both count as the newest. The number only has to be ours. */
const ONE_AT_A_TIME = `select pg_advisory_xact_lock(7119026)::text as "locked"`;

type Signed = SignedList<ImageEndorser>;

async function read(message: string, trusted: readonly ImageEndorser[], now: Date): Promise<Signed> {
  try {
    return await readSignedList(message, trusted, now);
  } catch (error) {
    if (!(error instanceof ListProblem)) throw error;
    const words = `This list is not taken: ${error.message}.`;
    throw new AppError('bad-request', words, { fields: [{ field: 'message', message: words }] });
  }
}

function vosOf(list: HepixList, endorser: ImageEndorser): string[] {
  const vo = list['ad:vo'];
  if (vo === undefined) return [...endorser.vos];
  if (endorser.vos.includes(vo)) return [vo];
  throw new AppError(
    'refused',
    `This list is for the VO ${vo}, and ${endorser.subject} is trusted for ${endorser.vos.join(', ')} only.`,
  );
}

function requireNewer(before: ImageList & { readonly endorser: ImageEndorser }, signed: Signed, hash: string): void {
  const version = signed.list['hv:version'];
  const order = compareVersions(version, before.version);
  if (order > 0) return;
  // The same once more is how a list gets on that was signed by somebody who is trusted anew.
  const anew = before.endorser.withdrawnAt !== null && before.endorserId !== signed.endorser.id;
  if (order === 0 && hash === before.textHash && anew) return;
  if (order < 0)
    throw new AppError('refused', `Version ${version} of this list is older than ${before.version}, which is here.`);
  const same = hash === before.textHash ? 'is here already' : 'is here with another text; a change needs a new version';
  throw new AppError('refused', `Version ${version} of this list ${same}.`);
}

const textHash = ({ signed }: Signed): string => createHash('sha256').update(signed.text).digest('hex');

async function keep(
  tx: Tx,
  context: ServiceContext,
  { signed, vos, message }: { readonly signed: Signed; readonly vos: string[]; readonly message: string },
): Promise<ImageList> {
  const { list, endorser, expiresAt } = signed;
  const identifier = list['dc:identifier'];
  const now = context.now();
  const invalidated = await readInvalidations(tx, identifier);
  await tx.imageList.updateMany({ where: { identifier, supersededAt: null }, data: { supersededAt: now } });
  // The same version, signed by one who is trusted anew, takes the place of the other.
  await tx.imageList.deleteMany({ where: { identifier, version: list['hv:version'] } });
  return await tx.imageList.create({
    data: {
      id: randomUUID(),
      identifier,
      version: list['hv:version'],
      title: list['dc:title'],
      description: list['dc:description'],
      source: list['dc:source'],
      message,
      textHash: textHash(signed),
      endorserId: endorser.id,
      signerFingerprint: signed.signed.signer.fingerprint256,
      vos,
      createdAt: list['dc:date:created'],
      expiresAt,
      importedByName: context.actor.name,
      importedAt: now,
      images: {
        create: list['hv:images'].map(({ 'hv:image': image }) => ({
          identifier: image['dc:identifier'],
          title: image['dc:title'],
          description: image['dc:description'],
          version: image['hv:version'],
          sha512: image['sl:checksum:sha512'],
          bytes: BigInt(image['hv:size']),
          uri: image['hv:uri'],
          architecture: image['sl:arch'],
          hypervisor: image['hv:hypervisor'],
          format: image['hv:format'] ?? null,
          os: [image['sl:osname'] ?? image['sl:os'], image['sl:osversion']].join(' ').trim(),
          expiresAt: earlier(image['dc:date:expires'], expiresAt),
          ...invalidated.get(image['sl:checksum:sha512']),
        })),
      },
    },
  });
}

const earlier = (own: Date | undefined, lists: Date): Date => (own !== undefined && own < lists ? own : lists);

/** What was invalidated here, by its bytes: whatever version of the list names them, they stay so. */
async function readInvalidations(tx: Tx, identifier: string): Promise<ReadonlyMap<string, Invalidation>> {
  const rows = await tx.listedImage.findMany({
    where: { list: { identifier }, invalidatedAt: { not: null } },
    orderBy: { invalidatedAt: 'asc' },
    select: { sha512: true, invalidatedAt: true, invalidatedByName: true, invalidatedWhy: true },
  });
  return new Map(rows.map(({ sha512, ...invalidation }) => [sha512, invalidation]));
}
type Invalidation = Pick<ListedImage, 'invalidatedAt' | 'invalidatedByName' | 'invalidatedWhy'>;
