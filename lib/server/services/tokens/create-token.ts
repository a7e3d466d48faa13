import type { z } from 'zod';
import type { CreateToken, TokenCreated } from '@/lib/contracts/access';
import { AppError } from '@/lib/domain/errors';
import { DAY_MS } from '@/lib/utils/time';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { mintToken } from '@/lib/server/auth/api-token';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { tokenBody } from './token-body';

/** Living tokens of one account: more are forgotten ones. */
const TOKENS_MAX = 50;

/**
 * Makes a token of the caller's own scopes, or fewer. Its secret is in the answer, once.
 * @throws AppError `bad-request` for a scope the caller does not have, `forbidden` for a token, `refused` beyond the number allowed.
 */
export async function createToken(options: {
  readonly context: ServiceContext;
  readonly input: CreateToken;
}): Promise<z.input<typeof TokenCreated>> {
  const { context, input } = options;
  const { actor, now } = context;
  requireScope(actor, 'tokens:own');
  // A stolen token must not be able to outlive its own revocation.
  if (actor.via === 'token') throw new AppError('forbidden', 'A token cannot make tokens; sign in to make one.');
  const beyond = input.scopes.filter((scope) => !actor.scopes.includes(scope));
  if (beyond.length > 0) {
    const message = `you do not have ${beyond.join(', ')} yourself`;
    throw new AppError('bad-request', `scopes: ${message}`, { fields: [{ field: 'scopes', message }] });
  }
  const minted = mintToken();
  const token = await context.db.$transaction(async (tx) => {
    const living = await tx.apiToken.count({
      where: { userId: actor.userId, revokedAt: null, expiresAt: { gt: now() } },
    });
    if (living >= TOKENS_MAX) throw new AppError('refused', `You have ${living} tokens; revoke one first.`);
    const row = await tx.apiToken.create({
      data: {
        userId: actor.userId,
        name: input.name,
        prefix: minted.prefix,
        hash: minted.hash,
        scopes: [...new Set(input.scopes)],
        createdAt: now(),
        expiresAt: new Date(now().getTime() + input.expiresInDays * DAY_MS),
      },
    });
    await writeAudit(tx, context, {
      action: 'createToken',
      scope: 'tokens:own',
      subjectType: 'token',
      subjectId: row.id,
      subjectName: row.name,
      after: { scopes: row.scopes, expiresAt: row.expiresAt },
    });
    return row;
  });
  return { token: tokenBody(token), secret: minted.secret };
}
