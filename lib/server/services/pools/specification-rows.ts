/** Specifications that jobs bring, as their readers see them. */
import type { z } from 'zod';
import { ImageSpecification } from '@/lib/contracts/image-specification';
import type { JobSpecification } from '@/lib/contracts/pools';
import { JOB_SPECIFICATION_KEPT_MS } from '@/lib/domain/pools/job-specification';
import type { BatchPool, Prisma } from '@/lib/server/db/generated/client';

export const SPECIFICATION_PARTS = {
  specification: { include: { _count: { select: { images: { where: { removedAt: null } } } } } },
} as const satisfies Prisma.JobSpecificationInclude;
type Row = Prisma.JobSpecificationGetPayload<{ include: typeof SPECIFICATION_PARTS }>;

export function specificationBody(row: Row): z.input<typeof JobSpecification> {
  const { specification } = row;
  const used = row.askedAt ?? row.createdAt;
  return {
    id: row.id,
    feature: row.feature,
    hash: specification.hash,
    image: {
      id: specification.id,
      name: specification.name,
      version: specification.version,
      built: specification._count.images > 0,
    },
    description: ImageSpecification.parse(specification.body).description,
    createdByName: row.createdByName,
    createdAt: row.createdAt.toISOString(),
    offeredAt: row.offeredAt?.toISOString() ?? null,
    askedAt: row.askedAt?.toISOString() ?? null,
    keptUntil: new Date(used.getTime() + JOB_SPECIFICATION_KEPT_MS).toISOString(),
  };
}

/** Why nobody may bring one to this pool; undefined where some may. */
export const specifyRefusal = ({
  name,
  takesSpecifications,
  endingAt,
}: Pick<BatchPool, 'name' | 'takesSpecifications' | 'endingAt'>): string | undefined =>
  endingAt !== null
    ? `${name} is being deleted.`
    : takesSpecifications
      ? undefined
      : `${name} takes no specifications of jobs; a testbed manager may change that.`;
