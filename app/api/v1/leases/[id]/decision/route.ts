import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { decideLease } from '@/lib/server/services/leases/decide-lease';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.decideLease,
  async ({ context, params, body, ifMatch }) => await decideLease({ context, id: params.id, input: body, ifMatch }),
);
