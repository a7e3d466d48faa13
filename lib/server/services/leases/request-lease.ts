import type { z } from 'zod';
import type { LeaseDetail, RequestLease } from '@/lib/contracts/leases';
import { seesVo } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { readShareBackOff } from '@/lib/server/services/accounting/read-back-off';
import { fileNotice } from '@/lib/server/services/notices/file-notice';
import { approveByRule } from './approve-by-rule';
import { readEnding } from './lease-ending';
import { LEASE_PARTS, leaseDetail } from './lease-rows';
import { readTerms, requireOffered } from './lease-terms';
import { recordLease } from './record-lease';
import { requireEnvironment } from './require-environment';
import { requireSnapshot } from './require-snapshot';

/** Requests of a VO that wait for a decision. A script that runs wild is stopped here, before it fills a manager's queue. */
const OPEN_REQUESTS_MAX = 100;

/**
 * Asks for an environment. What does not fit is kept as well: the manager may adjust it, and what fits changes.
 * @throws AppError `forbidden`, `not-found`, `bad-request` for what the environment does not offer, `refused` where it is not offered
 * to the VO, or too many of its requests wait.
 */
export async function requestLease(options: {
  readonly context: ServiceContext;
  readonly input: RequestLease;
}): Promise<z.input<typeof LeaseDetail>> {
  const { context, input } = options;
  const { actor } = context;
  requireScope(actor, 'leases:request');
  // Before anything is held: what was used may take seconds to add up.
  const backOff = seesVo(actor, input.vo) ? await readShareBackOff(context.db, input.vo, context.now()) : undefined;
  return await context.db.$transaction(async (tx) => {
    const { row: environment, body } = await requireEnvironment(tx, actor, input);
    const now = context.now();
    const terms = readTerms(body, input, now);
    const ending = readEnding(input);
    requireOffered(body, terms, now);
    await requireSnapshot(tx, { ...input, body, terms, now, hold: true });
    if (
      (await tx.lease.count({ where: { vo: input.vo, state: { in: ['asked', 'asked-back'] } } })) >= OPEN_REQUESTS_MAX
    )
      throw new AppError(
        'refused',
        `${OPEN_REQUESTS_MAX} requests of ${input.vo} wait for a decision; withdraw some first.`,
      );
    const row = await tx.lease.create({
      data: {
        environmentId: environment.id,
        vo: input.vo,
        purpose: input.purpose,
        hosts: [...body.hosts],
        askedById: actor.userId,
        askedByName: actor.name,
        askedAt: now,
        askedCount: terms.count,
        askedVcpus: terms.vcpus,
        askedMemoryMiB: terms.memoryMiB,
        askedDiskGiB: terms.diskGiB,
        askedStartsAt: terms.startsAt,
        askedEndsAt: terms.endsAt,
        ...ending,
        startFromId: input.startFrom ?? null,
      },
      include: LEASE_PARTS,
    });
    await recordLease(tx, context, {
      action: 'requestLease',
      row,
      words: `is asked for by ${input.vo}`,
      after: { ...terms, ...ending, ...(input.startFrom === undefined ? {} : { startFrom: input.startFrom }) },
    });
    if (!(await approveByRule(tx, context, { row, terms, backOff })))
      await fileNotice(tx, {
        lease: row,
        kind: 'filed',
        key: 'filed',
        words: `is asked for by ${actor.name}: ${input.purpose}`,
        now,
        byUserId: actor.userId,
      });
    return await leaseDetail(tx, actor, row.id, now);
  });
}
