import type { z } from 'zod';
import type { DecideLease, LeaseDetail } from '@/lib/contracts/leases';
import { AppError } from '@/lib/domain/errors';
import { HOST_CLASSES, type HostClass } from '@/lib/domain/host';
import { hostArchitectures, renderLeaseSite } from '@/lib/leases/render-site';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkSite } from '@/lib/site/check-site';
import { problemWords } from '@/lib/site/problem';
import { holdLease } from './change-lease';
import { doesNotFit, judgeLease } from './judge-lease';
import { environmentBodyOf, leaseDetail, type LeaseRow, presentTerms } from './lease-rows';
import { readTerms, requireOffered, type Terms, termsBody } from './lease-terms';
import { lockPlaces } from './lock-places';
import { recordLease } from './record-lease';

type Approval = Extract<DecideLease, { readonly decision: 'approve' }>;

/**
 * A manager's word to a request. An approval is judged again under a lock of every class that it could go to: of two for the last place
 * one is approved, and the other is told what fits instead, and stays asked for.
 * @throws AppError `forbidden`, `not-found`, `bad-request` for terms that the environment does not offer, `conflict` where it was changed
 * since it was read, or does not fit (any more), with `detail.feasibility`; `refused` where its state does not allow it.
 */
export async function decideLease(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: DecideLease;
  readonly ifMatch: number | undefined;
}): Promise<z.input<typeof LeaseDetail>> {
  const { context, id, input, ifMatch } = options;
  const { actor } = context;
  requireScope(actor, 'leases:approve');
  return await context.db.$transaction(async (tx) => {
    const row = await holdLease(tx, context, { id, deed: input.decision, ifMatch });
    const decided = {
      decidedById: actor.userId,
      decidedByName: actor.name,
      decidedAt: context.now(),
      decision: input.words ?? null,
    };
    if (input.decision === 'approve') {
      await approve(tx, context, row, input, decided);
    } else {
      const state = input.decision === 'reject' ? 'rejected' : 'asked-back';
      await tx.lease.update({
        where: { id },
        data: { ...decided, state, ...(state === 'rejected' ? { endedAt: context.now() } : {}) },
      });
      await recordLease(tx, context, {
        action: 'decideLease',
        row,
        words: state === 'rejected' ? 'is rejected' : 'is asked back',
        reason: input.words,
      });
    }
    return await leaseDetail(tx, actor, id, context.now());
  });
}

async function approve(
  tx: Tx,
  context: ServiceContext,
  row: LeaseRow,
  input: Approval,
  decided: { readonly decision: string | null },
): Promise<void> {
  const now = context.now();
  const body = environmentBodyOf(row);
  const asked = presentTerms(row, now);
  const terms = readTerms(body, { ...termsBody(asked), ...given(input) }, now);
  requireOffered(body, terms, now);
  await lockPlaces(tx, row.vo, body.hostClass === null ? HOST_CLASSES : [body.hostClass]);
  const judged = await judgeLease(tx, { body, vo: row.vo, terms, now });
  if (judged.hostClass === undefined) throw doesNotFit(judged, terms, now);
  requireSite(row, terms, judged.hostClass);
  await tx.lease.update({
    where: { id: row.id },
    data: {
      ...decided,
      state: 'approved',
      approvedCount: terms.count,
      approvedVcpus: terms.vcpus,
      approvedMemoryMiB: terms.memoryMiB,
      approvedDiskGiB: terms.diskGiB,
      approvedStartsAt: terms.startsAt,
      approvedEndsAt: terms.endsAt,
      hostClass: judged.hostClass,
    },
  });
  await recordLease(tx, context, {
    action: 'decideLease',
    row,
    words: 'is approved',
    reason: input.words,
    after: { asked: termsBody(asked), approved: termsBody(terms), architectures: hostArchitectures(body) },
  });
}

const given = ({ count, vcpus, memoryMiB, diskGiB, startsAt, endsAt }: Approval) =>
  Object.fromEntries(
    Object.entries({ count, vcpus, memoryMiB, diskGiB, startsAt, endsAt }).filter(([, value]) => value !== undefined),
  );

/** What could not be written as a site file is told to the manager now, and not to the VO on the day. @throws AppError `refused` */
function requireSite(row: LeaseRow, terms: Terms, hostClass: HostClass): void {
  const checked = checkSite(siteTextOf(row, terms, hostClass));
  if ('site' in checked) return;
  const [first] = checked.problems;
  throw new AppError(
    'refused',
    `As a site file it is not sound: ${first === undefined ? 'its text is not read.' : problemWords(first)}`,
  );
}

export const siteTextOf = (row: LeaseRow, terms: Terms, hostClass: HostClass): string =>
  renderLeaseSite({
    number: row.number,
    vo: row.vo,
    environment: { ...row.environment, body: environmentBodyOf(row) },
    count: terms.count,
    vcpus: terms.vcpus,
    memoryMiB: terms.memoryMiB,
    diskGiB: terms.diskGiB,
    hostClass,
  });
