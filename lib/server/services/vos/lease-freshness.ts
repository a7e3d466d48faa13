/** How old what leases were made of is, against what their VO could have by now. */
import type { z } from 'zod';
import type { LeaseFreshness } from '@/lib/contracts/vos';
import type { Tx } from '@/lib/server/db/client';
import { environmentBodyOf, type LeaseRow } from '@/lib/server/services/leases/lease-rows';

interface Built {
  readonly name: string;
  readonly version: number;
  readonly builtAt: Date;
  /** It is there still, is offered, and the VO may use it. */
  readonly offered: boolean;
}
export interface Newest {
  /** Version by name of environment. */
  readonly environments: ReadonlyMap<string, number>;
  /** Oldest first. */
  readonly builds: readonly Built[];
}

/** What there is of the environments and images of some leases of one VO. */
export async function readNewest(db: Tx, leases: readonly LeaseRow[], vo: string): Promise<Newest> {
  const names = [...new Set(leases.map(({ environment }) => environment.name))];
  const images = [...new Set(leases.flatMap((row) => libraryImageOf(row)?.library ?? []))];
  const environments = await db.environment.findMany({
    where: { name: { in: names }, retiredAt: null, OR: [{ vos: { isEmpty: true } }, { vos: { has: vo } }] },
    select: { name: true, version: true },
    orderBy: { version: 'asc' },
  });
  const builds = await db.image.findMany({
    where: { specification: { name: { in: images } } },
    select: {
      builtAt: true,
      removedAt: true,
      specification: { select: { name: true, version: true, vo: true, retiredAt: true } },
    },
    orderBy: [{ builtAt: 'asc' }, { id: 'asc' }],
  });
  return {
    environments: new Map(environments.map(({ name, version }) => [name, version])),
    builds: builds.map(({ builtAt, removedAt, specification: { name, version, vo: of, retiredAt } }) => ({
      name,
      version,
      builtAt,
      offered: removedAt === null && retiredAt === null && (of === null || of === vo),
    })),
  };
}

function libraryImageOf(row: LeaseRow): { readonly library: string; readonly version: number } | undefined {
  const { image } = environmentBodyOf(row);
  return 'library' in image ? image : undefined;
}

export function freshnessOf(row: LeaseRow, { environments, builds }: Newest): z.input<typeof LeaseFreshness> {
  const newestVersion = environments.get(row.environment.name) ?? null;
  const { image } = environmentBodyOf(row);
  if ('path' in image)
    return {
      newestVersion,
      image: { name: image.path, version: null, builtAt: null, newestVersion: null, newestBuiltAt: null },
    };
  const ofName = builds.filter(({ name }) => name === image.library);
  // What was built after it was made is not what it has.
  const own = ofName.findLast(
    ({ version, builtAt }) => version === image.version && (row.preparingAt === null || builtAt <= row.preparingAt),
  );
  const newest = ofName
    .filter(({ offered }) => offered)
    .toSorted((a, b) => a.version - b.version)
    .at(-1);
  const newestBuilt = ofName.findLast(({ offered, version }) => offered && version === newest?.version);
  return {
    newestVersion,
    image: {
      name: image.library,
      version: image.version,
      builtAt: own?.builtAt.toISOString() ?? null,
      newestVersion: newestBuilt?.version ?? null,
      newestBuiltAt: newestBuilt?.builtAt.toISOString() ?? null,
    },
  };
}
