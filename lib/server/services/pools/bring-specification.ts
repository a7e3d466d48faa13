import type { z } from 'zod';
import { EnvironmentBody } from '@/lib/contracts/environments';
import type { ImageSpecification } from '@/lib/contracts/image-specification';
import type { BringSpecification, JobSpecification } from '@/lib/contracts/pools';
import { AppError } from '@/lib/domain/errors';
import { IMAGE_MACHINES } from '@/lib/domain/library-image';
import { featureOf, JOB_IMAGE_MIB_MAX, JOB_SPECIFICATIONS_MAX } from '@/lib/domain/pools/job-specification';
import { hashSpecification } from '@/lib/images/hash-specification';
import { notFound, requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { BatchPool, ImageSpecification as ImageRow } from '@/lib/server/db/generated/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { recordVersion } from '@/lib/server/services/images/record-version';
import { readWritten } from '@/lib/server/services/images/written-specification';
import { recordPool } from './record-pool';
import { SPECIFICATION_PARTS, specificationBody, specifyRefusal } from './specification-rows';
import { visiblePools } from './visible-pools';

/**
 * Nothing is built yet: that is done for the first job that asks. The same specification twice is one, whatever it is called.
 * @throws AppError `forbidden`, `not-found`, `bad-request` with every problem by line, `refused` where the pool or its VO takes none, or
 * takes no more
 */
export async function bringSpecification(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: BringSpecification;
}): Promise<z.input<typeof JobSpecification>> {
  const { context, id, input } = options;
  const { actor, db } = context;
  requireScope(actor, 'batch:specify');
  const pool = await db.batchPool.findFirst({
    where: { id, ...visiblePools(actor) },
    include: { environment: true },
  });
  if (pool === null) throw notFound('pool');
  const refusal = specifyRefusal(pool);
  if (refusal !== undefined) throw new AppError('refused', refusal);
  const specification = readWritten(input.yaml);
  requireFitting(specification, EnvironmentBody.parse(pool.environment.body));
  const hash = hashSpecification(specification);
  const feature = featureOf(hash);
  return await db.$transaction(async (tx) => {
    // Of two who bring the same at once the second waits here, and finds it.
    const rows = await tx.$queryRaw<unknown[]>`select 1 from "BatchPool" where "id" = ${id}::uuid for update`;
    if (rows.length === 0) throw notFound('pool');
    await requireTaken(tx, pool.vo);
    const earlier = await tx.jobSpecification.findUnique({
      where: { poolId_feature: { poolId: id, feature } },
      include: SPECIFICATION_PARTS,
    });
    if (earlier !== null) return await again(tx, earlier, { hash, now: context.now() });
    if ((await tx.jobSpecification.count({ where: { poolId: id } })) >= JOB_SPECIFICATIONS_MAX)
      throw new AppError(
        'refused',
        `${pool.name} has ${JOB_SPECIFICATIONS_MAX} specifications of jobs already; those that no job asks for go after a while.`,
      );
    const image = await imageFor(tx, context, { pool, specification, hash, yaml: input.yaml });
    const row = await tx.jobSpecification.create({
      data: {
        poolId: id,
        feature,
        specificationId: image.id,
        createdById: actor.userId,
        createdByName: actor.name,
        createdAt: context.now(),
      },
      include: SPECIFICATION_PARTS,
    });
    await recordPool(tx, context, {
      action: 'bringSpecification',
      row: pool,
      reason: input.reason,
      words: 'takes another specification of jobs',
      after: { feature, hash, image: `${image.name} ${image.version}`, yaml: input.yaml },
    });
    return specificationBody(row);
  });
}

/** Whoever brings it once more wants it to stay. */
async function again(
  tx: Tx,
  row: { readonly id: string; readonly specification: ImageRow },
  { hash, now }: { readonly hash: string; readonly now: Date },
): Promise<z.input<typeof JobSpecification>> {
  if (row.specification.hash !== hash)
    throw new AppError(
      'conflict',
      'Another specification has the same name for jobs; change a comment of a file in yours.',
    );
  const kept = await tx.jobSpecification.update({
    where: { id: row.id },
    data: { askedAt: now },
    include: SPECIFICATION_PARTS,
  });
  return specificationBody(kept);
}

/** @throws AppError `refused` */
async function requireTaken(tx: Tx, vo: string | null): Promise<void> {
  if (vo === null) return;
  const policy = await tx.imagePolicy.findUnique({ where: { vo } });
  if (policy !== null && policy.rule !== 'any')
    throw new AppError('refused', `${vo} takes endorsed images alone, and nobody has endorsed what a job brings.`);
}

/** @throws AppError `bad-request` */
function requireFitting(specification: ImageSpecification, { architecture }: EnvironmentBody): void {
  const { kernel, output } = specification;
  const problems: string[] = [];
  if (IMAGE_MACHINES[specification.architecture] !== architecture)
    problems.push(`architecture is ${specification.architecture}, and slots of this pool are ${architecture}`);
  if (kernel === undefined) problems.push('kernel is left out, and a slot boots by its own');
  if ((output.sizeMiB ?? 0) > JOB_IMAGE_MIB_MAX)
    problems.push(`output.sizeMiB is more than the ${JOB_IMAGE_MIB_MAX} MiB that an image of a job may have`);
  if (problems.length === 0) return;
  throw new AppError('bad-request', `yaml: ${problems.join('; ')}`, {
    fields: problems.map((message) => ({ field: 'yaml', message })),
  });
}

/**
 * The specification as one of the library: of the pool's VO, and called after the pool and the hash, so that nobody's names are taken by
 * jobs. One that was offered before is offered again.
 */
async function imageFor(
  tx: Tx,
  context: ServiceContext,
  {
    pool,
    specification,
    hash,
    yaml,
  }: {
    readonly pool: BatchPool;
    readonly specification: ImageSpecification;
    readonly hash: string;
    readonly yaml: string;
  },
): Promise<ImageRow> {
  const name = `job-${pool.name}-${hash.slice(0, NAME_DIGITS)}`;
  const before = await tx.imageSpecification.findMany({ where: { name }, orderBy: { version: 'desc' } });
  const same = before.find((row) => row.forJobs && row.hash === hash && row.vo === pool.vo);
  if (same !== undefined)
    return await tx.imageSpecification.update({ where: { id: same.id }, data: { retiredAt: null } });
  const { vo: _vo, ...rest } = specification;
  const own = { ...rest, name, ...(pool.vo === null ? {} : { vo: pool.vo }) };
  const version = (before[0]?.version ?? 0) + 1;
  const row = await recordVersion(tx, context, { specification: own, yaml, version });
  return await tx.imageSpecification.update({ where: { id: row.id }, data: { forJobs: true } });
}
/** With the longest name of a pool it stays a name of an image. */
const NAME_DIGITS = 24;
