import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readPastTestbed } from '@/lib/server/services/past/read-past-testbed';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getPastTestbed,
  async ({ context, query }) => await readPastTestbed({ context, query }),
);
