import type { z } from 'zod';
import type { TokenList } from '@/lib/contracts/access';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { tokenBody } from './token-body';

/** The caller's own tokens, newest first, revoked and expired ones too. */
export async function listTokens({
  context,
}: {
  readonly context: ServiceContext;
}): Promise<z.input<typeof TokenList>> {
  requireScope(context.actor, 'tokens:own');
  const rows = await context.db.apiToken.findMany({
    where: { userId: context.actor.userId },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  });
  return { items: rows.map(tokenBody) };
}
