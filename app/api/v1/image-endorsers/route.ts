import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listImageEndorsers } from '@/lib/server/services/image-trust/list-endorsers';
import { trustEndorser } from '@/lib/server/services/image-trust/trust-endorser';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listImageEndorsers,
  async ({ context, query }) => await listImageEndorsers({ context, query }),
);

export const POST = handle(
  routes.trustEndorser,
  async ({ context, body }) => await trustEndorser({ context, input: body }),
);
