import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { acceptGuestDrift } from '@/lib/server/services/guest-drift/accept-drift';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.acceptGuestDrift,
  async ({ context, params, body }) => await acceptGuestDrift({ context, id: params.id, input: body }),
);
