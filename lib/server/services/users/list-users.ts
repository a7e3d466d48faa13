import type { z } from 'zod';
import type { UserPage } from '@/lib/contracts/access';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { userBody } from './user-body';

/** Accounts by name. */
export async function listUsers(options: {
  readonly context: ServiceContext;
  readonly query: { readonly page: number; readonly pageSize: number };
}): Promise<z.input<typeof UserPage>> {
  const { context, query } = options;
  requireScope(context.actor, 'users:manage');
  const [rows, total] = await Promise.all([
    context.db.user.findMany({
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      skip: (query.page - 1) * query.pageSize,
      take: query.pageSize,
    }),
    context.db.user.count(),
  ]);
  return { items: rows.map(userBody), total, page: query.page, pageSize: query.pageSize };
}
