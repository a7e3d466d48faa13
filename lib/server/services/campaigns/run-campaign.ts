import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { CampaignFile } from '@/lib/contracts/campaign-file';
import type { CampaignDetail, RunCampaign } from '@/lib/contracts/campaigns';
import { ARCHIVE_BYTES_MAX, campaignDomainName } from '@/lib/domain/campaign';
import { AppError } from '@/lib/domain/errors';
import { DOMAIN_NAME } from '@/lib/domain/wanted-domain';
import { hashInput } from '@/lib/operations/hash-input';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { campaignDetail } from './campaign-rows';
import { findDefinition } from './definition-rows';
import { findEnvironments } from './find-environments';
import { tellCampaign } from './tell-campaign';

/** Campaigns under way at a time, of everybody. A CI system that runs wild is stopped here and not by the memory of the hosts. */
const CAMPAIGNS_OPEN_MAX = 50;

interface Archive {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
}

/**
 * Asks for a campaign; a loop of the agent carries it out.
 * @throws AppError `not-found`, `bad-request` for the archive or an environment that cannot be, `conflict` for a used key,
 * `refused` where too many are under way.
 */
export async function runCampaign(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: RunCampaign;
  readonly idempotencyKey: string | undefined;
}): Promise<z.input<typeof CampaignDetail>> {
  const { context, id, body, idempotencyKey } = options;
  const { actor } = context;
  requireScope(actor, 'campaigns:run');
  const archive = readArchive(body);
  const requestHash = hashInput({ id, archive: archive?.sha256 ?? null, reason: body.reason ?? null });
  const ask = async () =>
    await context.db.$transaction(async (tx) => {
      const definition = await findDefinition(tx, actor, id);
      const earlier = await findEarlier(tx, actor.userId, idempotencyKey, requestHash);
      if (earlier !== undefined) return await campaignDetail(tx, actor, earlier);
      const file = CampaignFile.parse(definition.body);
      requireArchive(file, archive);
      if ((await tx.campaign.count({ where: { state: 'running' } })) >= CAMPAIGNS_OPEN_MAX)
        throw new AppError(
          'refused',
          `${CAMPAIGNS_OPEN_MAX} campaigns are under way; wait until some of them have ended.`,
        );
      const environments = await findEnvironments(tx, actor, file);
      const row = await tx.campaign.create({
        data: {
          definitionId: id,
          vo: definition.vo,
          reason: body.reason ?? null,
          ownerId: actor.userId,
          ownerName: actor.name,
          idempotencyKey: idempotencyKey ?? null,
          requestHash,
          archive: archive?.bytes ?? null,
          archiveName: archive?.name ?? null,
          archiveSha256: archive?.sha256 ?? null,
          createdAt: context.now(),
        },
        omit: { archive: true },
      });
      await tx.campaignCell.createMany({
        data: environments.map(({ environment, ...source }, sequence) => ({
          campaignId: row.id,
          sequence,
          environment,
          name: environment.name,
          domainName: domainNameOf(row.number, environment.name),
          ...source,
        })),
      });
      await writeAudit(tx, context, {
        action: 'runCampaign',
        scope: 'campaigns:run',
        subjectType: 'campaign',
        subjectId: row.id,
        subjectName: `${definition.name} ${row.number}`,
        vo: row.vo ?? undefined,
        reason: body.reason,
        after: { definitionId: id, version: definition.version, archive: archive?.sha256 ?? null },
      });
      await tellCampaign(tx, { ...row, definition }, 'was asked for');
      return await campaignDetail(tx, actor, row.id);
    });
  try {
    return await ask();
  } catch (error) {
    // The same key came twice at the same moment: the first one has made it by now.
    if (!isUniqueViolation(error) || idempotencyKey === undefined) throw error;
    return await ask();
  }
}

const domainNameOf = (number: number, environment: string): string => {
  const name = campaignDomainName(number, environment);
  if (!DOMAIN_NAME.test(name)) throw new AppError('internal', `${name} is no name of a domain.`);
  return name;
};

async function findEarlier(
  tx: Tx,
  ownerId: string,
  idempotencyKey: string | undefined,
  requestHash: string,
): Promise<string | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const row = await tx.campaign.findUnique({
    where: { ownerId_idempotencyKey: { ownerId, idempotencyKey } },
    select: { id: true, requestHash: true },
  });
  if (row === null) return undefined;
  if (row.requestHash === requestHash) return row.id;
  throw new AppError(
    'conflict',
    'This Idempotency-Key was used before for something else. Use a new key for a new request.',
  );
}

const GZIP = [0x1f, 0x8b];
const USTAR_OFFSET = 257;

/** By its first bytes; whether it is whole the guest's own tar says. */
function readArchive({ archive }: RunCampaign): Archive | undefined {
  if (archive === undefined) return undefined;
  const bytes = Uint8Array.from(Buffer.from(archive.base64, 'base64'));
  if (bytes.length > ARCHIVE_BYTES_MAX)
    throw badArchive(`is larger than ${ARCHIVE_BYTES_MAX / 1024 ** 2} MiB; put what is large into the image`);
  const isGzip = GZIP.every((byte, index) => bytes[index] === byte);
  const isTar = Buffer.from(bytes.subarray(USTAR_OFFSET, USTAR_OFFSET + 'ustar'.length)).toString('latin1') === 'ustar';
  if (!isGzip && !isTar) throw badArchive('is no tar archive, nor one packed by gzip');
  return { name: archive.name, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function requireArchive(file: CampaignFile, archive: Archive | undefined): void {
  if (file.archive && archive === undefined) throw badArchive('is missing; this campaign runs on one');
  if (!file.archive && archive !== undefined)
    throw badArchive('is one too many; this campaign takes none (archive: true would ask for it)');
}

function badArchive(words: string): AppError {
  return new AppError('bad-request', `archive: ${words}`, { fields: [{ field: 'archive', message: words }] });
}
