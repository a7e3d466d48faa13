/** Comparisons that nobody asks for: which are due, and their queueing. */
import { z } from 'zod';
import { OPERATIONS } from '@/lib/operations/registry';
import { submitOperation } from '@/lib/operations/submit-operation';
import type { Db } from '@/lib/server/db/client';
import { HOUR_MS, MINUTE_MS } from '@/lib/utils/time';

/** A domain of an image is compared once a day unless somebody says otherwise: updates come by night. */
export const DEFAULT_EVERY_HOURS = 24;
/** A new one has booted and begun its services by then. Sooner, and what is only late reads as missing. */
const FIRST_AFTER_MS = 15 * MINUTE_MS;
/** Queued in one beat at most: each takes its guest seconds. The rest at the next. */
const MOST_AT_ONCE = 10;

/** In whose name; its key makes each due time one operation, however many agents look. */
const DRIFT_ACTOR = { userId: 'gridbox-drift', name: 'Gridbox' };

/** Domains made of images get the usual interval when they are first seen. @returns how many */
export async function adoptNewDomains(db: Db, now: Date): Promise<number> {
  const first = new Date(now.getTime() + FIRST_AFTER_MS);
  return await db.$executeRawUnsafe(ADOPT, first.toISOString(), DEFAULT_EVERY_HOURS);
}
const ADOPT = `
  insert into "DomainDrift" ("domainId", "everyHours", "nextDueAt")
  select distinct d."id", $2::int, $1::timestamptz from "ImageUse" u join "Domain" d on u."subject" = 'domain:' || d."id"::text
  where d."missingSince" is null and not exists (select from "DomainDrift" r where r."domainId" = d."id")
  on conflict ("domainId") do nothing`;

const Due = z.object({
  id: z.string(),
  name: z.string(),
  vo: z.string().nullable(),
  hostId: z.string(),
  everyHours: z.number(),
  nextDueAt: z.date(),
});

/** Queues what is due. One that does not run, or is busy with something else, waits for its turn. @returns how many were queued */
export async function queueDueComparisons(db: Db, now: Date): Promise<number> {
  const due = z.array(Due).parse(await db.$queryRawUnsafe(DUE, now.toISOString(), MOST_AT_ONCE));
  for (const { id, name, vo, hostId, everyHours, nextDueAt } of due)
    await db.$transaction(async (tx) => {
      await submitOperation(tx, {
        kind: 'check-domain-drift',
        input: {},
        actor: DRIFT_ACTOR,
        title: OPERATIONS['check-domain-drift'].title({ domain: name }),
        reason: `every ${everyHours} hours`,
        idempotencyKey: `drift-${id}-${nextDueAt.toISOString()}`,
        domainId: id,
        hostId,
        vo: vo ?? undefined,
      });
      await tx.domainDrift.updateMany({
        where: { domainId: id, nextDueAt },
        data: { nextDueAt: new Date(now.getTime() + everyHours * HOUR_MS) },
      });
    });
  return due.length;
}
const DUE = `
  select d."id"::text as "id", d."name", d."vo", d."hostId"::text as "hostId", r."everyHours", r."nextDueAt"
  from "DomainDrift" r join "Domain" d on d."id" = r."domainId" join "Host" h on h."id" = d."hostId"
  where r."everyHours" is not null and r."nextDueAt" <= $1::timestamptz and d."state" = 'running' and d."missingSince" is null
    and h."status" = 'up'
    and not exists (select from "Operation" o where o."domainId" = d."id" and o."state" in ('queued', 'running'))
  order by r."nextDueAt", d."id" limit $2`;
