import type { z } from 'zod';
import type { DecideLease, LeaseDetail } from '@/lib/contracts/leases';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { fileNotice } from '@/lib/server/services/notices/file-notice';
import { approveLease } from './approve-lease';
import { holdLease } from './change-lease';
import { environmentBodyOf, leaseDetail, presentTerms } from './lease-rows';
import { readTerms, termsBody } from './lease-terms';
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
      const terms = readTerms(
        environmentBodyOf(row),
        { ...termsBody(presentTerms(row, decided.decidedAt)), ...given(input) },
        decided.decidedAt,
      );
      await approveLease(tx, context, { row, terms, decided });
    } else {
      const state = input.decision === 'reject' ? 'rejected' : 'asked-back';
      await tx.lease.update({
        where: { id },
        data: { ...decided, state, words: null, ...(state === 'rejected' ? { endedAt: context.now() } : {}) },
      });
      await fileNotice(tx, {
        lease: row,
        kind: state === 'rejected' ? 'decided' : 'asked-back',
        key: `decided ${row.version}`,
        words: `is ${state === 'rejected' ? 'rejected' : 'asked back'} by ${actor.name}: ${input.words}`,
        now: decided.decidedAt,
        byUserId: actor.userId,
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

const given = ({ count, vcpus, memoryMiB, diskGiB, startsAt, endsAt }: Approval) =>
  Object.fromEntries(
    Object.entries({ count, vcpus, memoryMiB, diskGiB, startsAt, endsAt }).filter(([, value]) => value !== undefined),
  );
