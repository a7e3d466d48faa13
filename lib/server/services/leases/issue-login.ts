import type { z } from 'zod';
import type { IssueLogin, IssuedLogin } from '@/lib/contracts/leases';
import { AppError } from '@/lib/domain/errors';
import { leaseName, leaseRefusal } from '@/lib/domain/lease';
import { requireScope } from '@/lib/server/auth/require-scope';
import { issueSshLogin } from '@/lib/server/crypto/ssh-login';
import type { Tx } from '@/lib/server/db/client';
import type { ServiceContext } from '@/lib/server/service-context';
import { momentWords } from '@/lib/utils/utc-words';
import { MINUTE_MS } from '@/lib/utils/time';
import { openLogin } from './lease-login';
import { approvedTerms, findLease, type LeaseRow, standingOf } from './lease-rows';
import { recordLease } from './record-lease';

/** A guest whose clock is behind takes it all the same. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS;

/**
 * A key and its certificate, in the answer and nowhere else. The first is for whoever asked for the lease; another is issued to anybody of
 * its VO who says so, and those before it hold until the end that they were issued for.
 * @throws AppError `forbidden`, `not-found`, `conflict` where it was read and no other is asked for, `refused` where its guests have no
 * login, or the lease is not there (any more).
 */
export async function issueLogin(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: IssueLogin;
}): Promise<z.input<typeof IssuedLogin>> {
  const { context, id, input } = options;
  const { actor } = context;
  requireScope(actor, 'leases:request');
  return await context.db.$transaction(async (tx) => {
    const row = await findLease(tx, actor, id);
    const { login, sealed, endsAt } = await holdLogin(tx, row);
    const first = login.issued === 0;
    if (!first && input.another !== true)
      throw new AppError(
        'conflict',
        `It was read by ${login.issuedToName ?? 'somebody'} at ${momentWords(login.issuedAt?.getTime() ?? 0)}, and is kept nowhere. Have another one issued.`,
      );
    if (first && input.another !== true && row.askedById !== actor.userId)
      throw new AppError('refused', `It is for ${row.askedByName}, who asked for the lease. Have another one issued.`);
    const now = context.now();
    const serial = login.issued + 1;
    await tx.leaseLogin.update({
      where: { leaseId: id },
      data: { issued: serial, issuedAt: now, issuedToName: actor.name },
    });
    const issued = issueSshLogin(openLogin({ leaseId: id, sealed }), {
      // Names of people may have anything in them; a guest's log is told the account.
      name: `${leaseName(row.number)}-${serial}`,
      account: login.account,
      serial,
      from: new Date(now.getTime() - CLOCK_SKEW_MS),
      until: endsAt,
    });
    await recordLease(tx, context, {
      action: 'issueLogin',
      row,
      words: first ? 'its login is read' : `another login is issued, number ${serial}`,
      reason: input.reason,
      after: { account: login.account, serial, validUntil: endsAt.toISOString() },
    });
    return { account: login.account, ...issued, validUntil: endsAt.toISOString(), serial };
  });
}

/** Held until the end of the transaction: of two that read at once one is the second. @throws AppError `refused` */
async function holdLogin(tx: Tx, row: LeaseRow) {
  await tx.leaseLogin.updateMany({ where: { leaseId: row.id }, data: { leaseId: row.id } });
  const login = await tx.leaseLogin.findUnique({ where: { leaseId: row.id } });
  const terms = approvedTerms(row);
  const refusal = leaseRefusal('issue-login', standingOf(row));
  if (refusal !== undefined) throw new AppError('refused', refusal);
  if (login === null) throw new AppError('refused', 'Nobody signs in to guests of this environment.');
  const { sealed } = login;
  if (sealed === null || terms === undefined) throw new AppError('refused', 'The lease is over.');
  return { login, sealed, endsAt: terms.endsAt };
}
