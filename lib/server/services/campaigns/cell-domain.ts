import { CampaignEnvironment } from '@/lib/contracts/campaign-file';
import { ImageManifest } from '@/lib/contracts/image-manifest';
import type { Db } from '@/lib/server/db/client';
import { parseDefinition } from '@/lib/server/db/facts';
import type { CampaignRow } from './campaign-rows';

const KIB_PER_MIB = 1024;

/** What is asked for in the name of a cell; parsed by whoever asks. */
export async function cellDomain(db: Db, row: CampaignRow, cell: CampaignRow['cells'][number]): Promise<unknown> {
  const { memoryMiB, vcpus, networks } = CampaignEnvironment.parse(cell.environment);
  return {
    name: cell.domainName,
    ...(cell.hostId === null ? {} : { hostId: cell.hostId }),
    vo: row.vo,
    roles: [],
    tags: ['campaign'],
    memoryKiB: memoryMiB * KIB_PER_MIB,
    maxMemoryKiB: memoryMiB * KIB_PER_MIB,
    vcpus,
    ...(networks === undefined ? {} : { networks }),
    ...(cell.likeDomainId === null ? await ofImage(db, cell.imageId) : await ofDomain(db, cell.likeDomainId)),
    start: true,
    note: `For campaign ${row.number}, ${row.definition.name}; deleted when its command has ended.`,
    reason: row.reason ?? undefined,
  };
}

/** One that boots from its disk is copied with it, for which it must be off. */
async function ofDomain(db: Db, id: string): Promise<Record<string, unknown>> {
  const row = await db.domain.findUnique({ where: { id }, select: { definition: true } });
  const boots = parseDefinition(row?.definition)?.kernel;
  return { like: id, ...(boots === undefined ? { copyDisks: true } : {}) };
}

/** One with a disk boots from that by its own kernel; one without is kernel and initramfs. */
async function ofImage(db: Db, imageId: string | null): Promise<Record<string, unknown>> {
  const image = imageId === null ? null : await db.image.findUnique({ where: { id: imageId } });
  if (image === null) return {};
  const { artefacts } = ImageManifest.parse(JSON.parse(image.manifest));
  const hasDisk = artefacts.some(({ name }) => name.startsWith('disk.'));
  return hasDisk ? { disks: [{ from: 'library', imageId }] } : { boot: { from: 'library', imageId } };
}
