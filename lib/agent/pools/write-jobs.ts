/** Jobs of a pool as rows: why each waits, which slot it got, and whether that was there before it came. */
import type { QueuedJob } from '@/lib/batch/pool-port';
import type { PoolDecision } from '@/lib/domain/pools/decide-pool';
import type { JobPhase } from '@/lib/domain/pool';
import { sqlOfTx } from '@/lib/server/db/sql';
import { SECOND_MS } from '@/lib/utils/time';
import { broughtBy } from './brought-specifications';
import { JOBS_KEPT_MS } from './limits';
import type { PoolImage } from './build-first';
import type { PoolLook } from './pool-look';

/** @param inside a reason that tells of hosts or accounts */
export async function writeJobs(
  { db, pool, now }: PoolLook,
  jobs: readonly QueuedJob[],
  waits: PoolDecision['waits'],
  inside: string | undefined,
  imageFor: (job: QueuedJob) => PoolImage,
): Promise<void> {
  const why = new Map(waits.map((each) => [each.jobId, each.why]));
  const slots = new Map(pool.slots.map((slot) => [slot.node, slot]));
  const rows = jobs.flatMap((job) => {
    if (job.submittedAt === undefined) return [];
    const slot = job.node === undefined ? undefined : slots.get(job.node);
    // Wanted before it came, it was there for whoever comes; later, it was booted because jobs waited.
    const phase: JobPhase | undefined =
      job.startedAt === undefined || slot === undefined
        ? undefined
        : slot.wantedAt <= job.submittedAt
          ? 'static'
          : (imageFor(job).builtAt ?? job.submittedAt) > job.submittedAt
            ? 'factory'
            : 'on-demand';
    return [
      {
        jobId: job.id,
        queue: job.queue,
        state: job.state,
        why: why.get(job.id),
        whyInside: inside !== undefined && why.get(job.id) === inside,
        submittedAt: job.submittedAt,
        startedAt: job.startedAt,
        endedAt: job.endedAt,
        node: job.node,
        slotId: slot?.id,
        phase,
        feature: broughtBy(pool, job),
        processors: job.processors,
        limitSeconds: job.limitMs === undefined ? undefined : Math.round(job.limitMs / SECOND_MS),
      },
    ];
  });
  await sqlOfTx(db).query(WRITE, [
    pool.id,
    JSON.stringify(rows),
    now.toISOString(),
    new Date(now.getTime() - JOBS_KEPT_MS),
  ]);
}

/** What a job had it keeps: its batch system forgets nodes of jobs that have ended, and its slot may be gone by then. */
const WRITE = `
  with read as (
    select * from jsonb_to_recordset($2::jsonb) as r("jobId" text, "queue" text, "state" text, "why" text, "whyInside" boolean,
      "submittedAt" timestamptz, "startedAt" timestamptz, "endedAt" timestamptz, "node" text, "slotId" uuid, "phase" text,
      "feature" text, "processors" int, "limitSeconds" int)
  ), lost as (
    update "PoolJob" j set "state" = 'gone', "why" = null
    where j."poolId" = $1::uuid and j."state" in ('queued', 'held', 'running')
      and not exists (select 1 from read where read."jobId" = j."jobId" and read."submittedAt" = j."submittedAt")
  ), forgotten as (
    delete from "PoolJob" j where j."poolId" = $1::uuid and j."seenAt" < $4::timestamptz
      and j."state" not in ('queued', 'held', 'running') and not exists (select 1 from read where read."jobId" = j."jobId")
  )
  insert into "PoolJob" ("poolId", "jobId", "queue", "state", "why", "whyInside", "submittedAt", "startedAt", "endedAt", "node", "slotId", "phase", "feature", "processors",
    "limitSeconds", "seenAt")
  select $1::uuid, r."jobId", r."queue", r."state", r."why", r."whyInside", r."submittedAt", r."startedAt", r."endedAt", r."node", r."slotId", r."phase",
    r."feature", r."processors", r."limitSeconds", $3::timestamptz
  from read r
  on conflict ("poolId", "jobId", "submittedAt") do update set "queue" = excluded."queue", "state" = excluded."state",
    "why" = excluded."why", "whyInside" = excluded."whyInside", "startedAt" = coalesce(excluded."startedAt", "PoolJob"."startedAt"),
    "endedAt" = coalesce(excluded."endedAt", "PoolJob"."endedAt"), "node" = coalesce(excluded."node", "PoolJob"."node"),
    "slotId" = coalesce("PoolJob"."slotId", excluded."slotId"), "phase" = coalesce("PoolJob"."phase", excluded."phase"),
    "processors" = excluded."processors", "limitSeconds" = excluded."limitSeconds",
    "seenAt" = excluded."seenAt"
    where ("PoolJob"."state", "PoolJob"."why", "PoolJob"."node", "PoolJob"."startedAt", "PoolJob"."endedAt", "PoolJob"."slotId")
      is distinct from (excluded."state", excluded."why", excluded."node", excluded."startedAt", excluded."endedAt", excluded."slotId")`;
