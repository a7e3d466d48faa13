import type { z } from 'zod';
import type { AnswerLease, LeaseDetail } from '@/lib/contracts/leases';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { fileNotice } from '@/lib/server/services/notices/file-notice';
import { holdLease } from './change-lease';
import { readEnding } from './lease-ending';
import { environmentBodyOf, leaseDetail } from './lease-rows';
import { readTerms, requireOffered, termsWords } from './lease-terms';
import { recordLease } from './record-lease';

/** Answers what was asked back; what is asked for now replaces what was, and waits for a decision again. @throws AppError as `requestLease`. */
export async function answerLease(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: AnswerLease;
  readonly ifMatch: number | undefined;
}): Promise<z.input<typeof LeaseDetail>> {
  const { context, id, input, ifMatch } = options;
  requireScope(context.actor, 'leases:request');
  return await context.db.$transaction(async (tx) => {
    const row = await holdLease(tx, context, { id, deed: 'answer', ifMatch });
    const now = context.now();
    const body = environmentBodyOf(row);
    const terms = readTerms(body, input, now);
    const ending = readEnding(input);
    requireOffered(body, terms, now);
    await tx.lease.update({
      where: { id },
      data: {
        state: 'asked',
        answer: input.answer,
        askedAt: now,
        askedCount: terms.count,
        askedVcpus: terms.vcpus,
        askedMemoryMiB: terms.memoryMiB,
        askedDiskGiB: terms.diskGiB,
        askedStartsAt: terms.startsAt,
        askedEndsAt: terms.endsAt,
        ...ending,
      },
    });
    await fileNotice(tx, {
      lease: row,
      kind: 'answered',
      key: `answered ${row.version}`,
      words: `is answered by ${context.actor.name}: ${input.answer}`,
      now,
      byUserId: context.actor.userId,
    });
    await recordLease(tx, context, {
      action: 'answerLease',
      row,
      words: `is answered, and asked for as ${termsWords(terms)}`,
      reason: input.answer,
      after: { ...terms, ...ending },
    });
    return await leaseDetail(tx, context.actor, id, now);
  });
}
