import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listSiteSecrets, storeSiteSecret } from '@/lib/server/services/sites/secrets/stored-secrets';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listSiteSecrets,
  async ({ context, params }) => await listSiteSecrets({ context, id: params.id }),
);
export const POST = handle(
  routes.storeSiteSecret,
  async ({ context, params, body }) => await storeSiteSecret({ context, id: params.id, input: body }),
);
