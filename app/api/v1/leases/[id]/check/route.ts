import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { tryLeaseTerms } from '@/lib/server/services/leases/try-lease-terms';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.tryLeaseTerms,
  async ({ context, params, body }) => await tryLeaseTerms({ context, id: params.id, input: body }),
);
