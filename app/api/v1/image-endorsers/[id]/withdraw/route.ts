import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { withdrawEndorser } from '@/lib/server/services/image-trust/withdraw-endorser';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.withdrawEndorser,
  async ({ context, params, body }) => await withdrawEndorser({ context, id: params.id, input: body }),
);
