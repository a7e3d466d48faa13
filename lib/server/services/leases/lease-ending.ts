/** What a lease's end keeps: as it is asked for, and whether it can be kept where the lease would go. */
import type { EnvironmentBody } from '@/lib/contracts/environments';
import type { LeaseFeasibility } from '@/lib/contracts/leases';
import { AppError } from '@/lib/domain/errors';
import type { HostClass } from '@/lib/domain/host';
import { KEEP_DAYS, type LeaseEnding } from '@/lib/domain/lease-ending';
import { getConfig } from '@/lib/server/config';
import type { Tx } from '@/lib/server/db/client';
import { sqlOfTx } from '@/lib/server/db/sql';
import { findLibraryImage } from '@/lib/server/services/sites/find-images';
import { formatBytes } from '@/lib/utils/units';
import type { Terms } from './lease-terms';

export interface Ending {
  readonly atEnd: LeaseEnding;
  /** Null where nothing is kept. */
  readonly keepDays: number | null;
}

/** @throws AppError `bad-request` for a time of what is not kept */
export function readEnding({
  atEnd = 'destroy',
  keepDays,
}: {
  readonly atEnd?: LeaseEnding | undefined;
  readonly keepDays?: number | undefined;
}): Ending {
  if (atEnd !== 'destroy') return { atEnd, keepDays: keepDays ?? KEEP_DAYS };
  if (keepDays === undefined) return { atEnd, keepDays: null };
  const message = 'is for disks that are kept';
  throw new AppError('bad-request', `keepDays: ${message}`, { fields: [{ field: 'keepDays', message }] });
}

/** Hosts whose disks no driver reads: ESX keeps them in datastores. */
const UNREAD: readonly string[] = ['esx', 'gsx'];

/** What is to be known before it is agreed on; null where nothing is kept. */
export async function lookAtEnding(
  db: Tx,
  wish: {
    readonly ending: Ending;
    readonly body: EnvironmentBody;
    readonly terms: Terms;
    readonly vo: string;
    /** Where it would go; undefined: wherever its environment may be. */
    readonly hostClass: HostClass | undefined;
  },
): Promise<LeaseFeasibility['ending']> {
  const { ending, body, terms, vo, hostClass } = wish;
  if (ending.keepDays === null) return null;
  if (terms.diskGiB === null && (await hasNoDisk(db, body, vo)))
    return { possible: false, words: 'Nothing can be kept: its image has no disk, so its domains have none.' };
  const place = hostClass ?? body.hostClass;
  const hosts = await db.host.findMany({
    where: {
      enabled: true,
      ...(body.hosts.length > 0 ? { name: { in: [...body.hosts] } } : {}),
      ...(place === null ? {} : { class: place }),
    },
    select: { driver: true, hypervisor: true },
  });
  const simulated = hosts.filter(({ driver }) => driver === 'simulated').length;
  const unread = hosts.filter(({ hypervisor }) => UNREAD.includes(hypervisor ?? '')).length;
  if (hosts.length > 0 && simulated === hosts.length)
    return {
      possible: true,
      words: 'Its hosts are simulated: what is kept has a size and no content, and there is nothing to fetch.',
    };
  if (hosts.length > 0 && unread === hosts.length)
    return { possible: false, words: 'Nothing can be kept: Gridbox reads no disks of ESX and GSX hosts.' };
  const most = getConfig().keptBytesPerVo;
  const kept = await db.keptDisk.aggregate({ where: { vo, state: { not: 'gone' } }, _sum: { bytes: true } });
  const left = Math.max(0, most - Number(kept._sum.bytes ?? 0n));
  const some = [...(simulated > 0 ? ['simulated'] : []), ...(unread > 0 ? ['of ESX or GSX'] : [])].join(' or ');
  const words = [
    `Its disks are kept for ${ending.keepDays} days after its end; of the ${formatBytes(most)} that ${vo} may have kept, ${formatBytes(left)} are left.`,
    ...(some === '' ? [] : [`Some of its hosts are ${some}: from those nothing can be fetched.`]),
  ].join(' ');
  return { possible: true, words };
}

async function hasNoDisk(db: Tx, { image }: EnvironmentBody, vo: string): Promise<boolean> {
  if (!('library' in image)) return false;
  const source = { from: 'library', name: image.library, version: image.version } as const;
  const found = await findLibraryImage(sqlOfTx(db), { image: { name: image.library, source }, vo });
  return typeof found !== 'string' && found.disk === undefined;
}
