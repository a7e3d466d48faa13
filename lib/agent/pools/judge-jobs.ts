/** Jobs that die at once in the slots of a pool hold it back, one that lives lets it go: each is counted once, as its batch system tells it. */
import type { QueuedJob } from '@/lib/batch/pool-port';
import { afterFailure, afterSuccess, deathWords, jobVerdict, type Tries } from '@/lib/domain/pools/held-back';
import type { Tx } from '@/lib/server/db/client';
import { lockPool, noteTry } from '@/lib/server/services/pools/note-try';
import type { PoolLook } from './pool-look';

/** After `writeJobs`, which knows in which slot each of them is. */
export async function judgeJobs({ db, pool, now }: PoolLook, jobs: readonly QueuedJob[]): Promise<void> {
  const judged = jobs.filter((job) => jobVerdict(job, now) !== undefined);
  const unjudged = async (tx: Tx) => {
    const rows = await tx.poolJob.findMany({
      where: { poolId: pool.id, judged: false, slotId: { not: null }, jobId: { in: judged.map(({ id }) => id) } },
      select: { jobId: true, submittedAt: true, slotId: true },
    });
    return judged
      .flatMap((job) => {
        // A batch system counts its jobs from the beginning again one day.
        const row = rows.find(
          ({ jobId, submittedAt }) => jobId === job.id && submittedAt.getTime() === job.submittedAt?.getTime(),
        );
        return row === undefined ? [] : [{ job, ...row }];
      })
      .toSorted((a, b) => endOf(a.job).getTime() - endOf(b.job).getTime());
  };
  const endOf = ({ endedAt }: QueuedJob): Date => endedAt ?? now;
  if (judged.length === 0 || (await unjudged(db)).length === 0) return;
  await db.$transaction(async (tx) => {
    await lockPool(tx, pool.id);
    const fresh = await unjudged(tx);
    if (fresh.length === 0) return;
    const slots = await tx.poolSlot.findMany({
      where: { id: { in: fresh.flatMap(({ slotId }) => slotId ?? []) } },
      select: { id: true, wantedAt: true },
    });
    await tx.poolJob.updateMany({
      where: { poolId: pool.id, OR: fresh.map(({ jobId, submittedAt }) => ({ jobId, submittedAt })) },
      data: { judged: true },
    });
    const judge = (tries: Tries, { job, slotId }: (typeof fresh)[number]): Tries => {
      if (jobVerdict(job, now) === 'lived') return afterSuccess(tries, 'jobs');
      const begunAt = job.startedAt ?? now;
      const wantedAt = slots.find(({ id }) => id === slotId)?.wantedAt ?? begunAt;
      return afterFailure(tries, { cause: 'jobs', words: deathWords(job), at: endOf(job), wantedAt, begunAt });
    };
    await noteTry(tx, pool, (tries) => fresh.reduce(judge, tries), { now });
  });
}
