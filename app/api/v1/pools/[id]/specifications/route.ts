import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { bringSpecification } from '@/lib/server/services/pools/bring-specification';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.bringSpecification,
  async ({ context, params, body }) => await bringSpecification({ context, id: params.id, input: body }),
);
