import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listGuestDrift } from '@/lib/server/services/guest-drift/list-drift';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listGuestDrift,
  async ({ context, query }) => await listGuestDrift({ context, query }),
);
