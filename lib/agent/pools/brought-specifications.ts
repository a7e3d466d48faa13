/** Specifications that jobs bring: its batch system takes jobs for them, their images stay while somebody asks, and then they go. */
import type { PoolNode, QueuedJob } from '@/lib/batch/pool-port';
import { isJobFeature, JOB_SPECIFICATION_KEPT_MS, wantedFeatures } from '@/lib/domain/pools/job-specification';
import { useImage } from '@/lib/server/services/images/use-image';
import { letSpecificationGo, useSubjectOf } from '@/lib/server/services/pools/let-specification-go';
import { tellPool } from '@/lib/server/services/pools/tell-pool';
import { ASKED_NOTED_EVERY_MS, POOL_DEADLINE_MS } from './limits';
import type { BroughtRow, PoolLook, PoolRow } from './pool-look';

/** The specification that a job brings; undefined: it asks for the pool, or for something else. */
export const broughtBy = (pool: PoolRow, job: Pick<QueuedJob, 'features'>): string | undefined =>
  pool.specifications.find(({ feature }) => job.features.includes(feature))?.feature;

/**
 * Nodes that wait show all that may be asked for, so that jobs are taken and wait; one that is a slot, or is going to be one, only what it
 * was booted for. Told at each look, where a node has others: a batch system that was restarted has forgotten it.
 * @throws DriverError
 */
export async function offerFeatures({ db, pool, system, now }: PoolLook, nodes: readonly PoolNode[]): Promise<void> {
  const offered = pool.specifications.map(({ feature }) => feature);
  // What somebody has written of the nodes of other pools stays as it is.
  const isOurs = pool.takesSpecifications || offered.length > 0;
  for (const name of pool.nodes) {
    const node = nodes.find((each) => each.name === name);
    if (node === undefined || !(isOurs || node.features.some(isJobFeature))) continue;
    const slot = pool.slots.find((each) => each.node === name);
    const wanted = wantedFeatures(node.features, { pool: pool.name, offered, slot: slot?.feature });
    if (wanted.join() === node.features.toSorted().join()) continue;
    await system.offer(name, wanted, { deadlineMs: POOL_DEADLINE_MS });
  }
  const fresh = pool.specifications.filter(({ offeredAt }) => offeredAt === null).map(({ id }) => id);
  if (fresh.length === 0) return;
  await db.$transaction(async (tx) => {
    await tx.jobSpecification.updateMany({ where: { id: { in: fresh } }, data: { offeredAt: now } });
    await tellPool(tx, pool, 'takes jobs with another specification');
  });
}

/** @param jobs of the pool, also those that have ended a short time ago */
export async function keepSpecifications(look: PoolLook, jobs: readonly QueuedJob[]): Promise<void> {
  for (const row of look.pool.specifications) {
    const isAsked = jobs.some(
      (job) => ['queued', 'held', 'running'].includes(job.state) && job.features.includes(row.feature),
    );
    if (isAsked) await noteAsked(look, row);
    else if (isForgotten(look, row)) {
      await look.db.$transaction(async (tx) => {
        await letSpecificationGo(tx, row);
        await tellPool(tx, look.pool, `${row.feature} is offered no more: no job has asked for it`);
      });
      continue;
    }
    await keepImage(look, row);
  }
}

async function noteAsked({ db, now }: PoolLook, { id, askedAt }: BroughtRow): Promise<void> {
  if (askedAt !== null && now.getTime() - askedAt.getTime() < ASKED_NOTED_EVERY_MS) return;
  await db.jobSpecification.update({ where: { id }, data: { askedAt: now } });
}

function isForgotten({ pool, now }: PoolLook, row: BroughtRow): boolean {
  const last = row.askedAt ?? row.createdAt;
  return (
    now.getTime() - last.getTime() > JOB_SPECIFICATION_KEPT_MS &&
    !pool.slots.some(({ feature }) => feature === row.feature)
  );
}

/** The last one that was built of it stays as long as it is offered. */
async function keepImage({ db, pool }: PoolLook, row: BroughtRow): Promise<void> {
  const [image] = row.specification.images;
  const subject = useSubjectOf(row);
  if (image === undefined || image.uses.some((use) => use.subject === subject)) return;
  await db.$transaction(async (tx) => {
    await tx.imageUse.deleteMany({ where: { subject } });
    await useImage(tx, { imageId: image.id, subject, reason: `jobs of pool ${pool.name} that bring ${row.feature}` });
  });
}
