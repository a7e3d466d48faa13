/** For integration tests: pools as a manager would have written them. */
import type { Db } from '@/lib/server/db/client';

export const POOL_NAME = 'slc4';

/** A specification that a job may bring, called so. @param more lines that follow */
export const jobSpecificationOf = (name: string, more = ''): string => `name: ${name}
description: Worker of ${name}
distribution: debian
suite: bookworm
base: extract
packages: [busybox-static]
kernel: linux-image-cloud-amd64
output: { kind: initramfs }
${more}`;

export async function makePool(
  db: Db,
  change: {
    readonly name?: string;
    readonly environmentId: string;
    readonly system: string;
    readonly vo?: string;
    readonly ownerId: string;
    readonly nodes: readonly string[];
    readonly max?: number;
    readonly min?: number;
    readonly idleSeconds?: number;
    readonly bootAhead?: number;
    readonly addresses?: readonly string[];
    readonly network?: string;
    readonly takesSpecifications?: boolean;
  },
) {
  const { nodes, addresses = [], network = null, max = nodes.length, ...rest } = change;
  return await db.batchPool.create({
    data: {
      name: POOL_NAME,
      idleSeconds: 0,
      ownerName: 'Ada',
      nodes: [...nodes],
      addresses: [...addresses],
      prefix: addresses.length === 0 ? null : 24,
      network,
      max,
      ...rest,
    },
  });
}
