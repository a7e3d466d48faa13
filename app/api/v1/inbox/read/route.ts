import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { markNotices } from '@/lib/server/services/notices/mark-notices';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.markNotices,
  async ({ context, body }) => await markNotices({ context, input: body }),
);
