import type { z } from 'zod';
import type { MarkNotices, NoticesMarked } from '@/lib/contracts/lease-notices';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { ownNotices } from './read-inbox';

/** The actor has read these, or all; those of others are left alone without a word. @throws AppError `forbidden` */
export async function markNotices(options: {
  readonly context: ServiceContext;
  readonly input: MarkNotices;
}): Promise<z.input<typeof NoticesMarked>> {
  const { context, input } = options;
  requireScope(context.actor, 'leases:read');
  const unread = { ...ownNotices(context.actor), readAt: null };
  await context.db.inboxNotice.updateMany({
    where: { ...unread, ...(input.ids === undefined ? {} : { id: { in: input.ids } }) },
    data: { readAt: context.now() },
  });
  return { unread: await context.db.inboxNotice.count({ where: unread }) };
}
