import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listRevisions } from '@/lib/server/services/sites/read-revisions';
import { reviseSite } from '@/lib/server/services/sites/revise-site';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listSiteRevisions,
  async ({ context, params, query }) => await listRevisions({ context, id: params.id, query }),
);

export const POST = handle(
  routes.reviseSite,
  async ({ context, params, body, ifMatch }) => await reviseSite({ context, id: params.id, input: body, ifMatch }),
);
