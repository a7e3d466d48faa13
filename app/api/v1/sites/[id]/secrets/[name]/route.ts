import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { forgetSiteSecret } from '@/lib/server/services/sites/secrets/stored-secrets';

export const dynamic = 'force-dynamic';

export const DELETE = handle(
  routes.forgetSiteSecret,
  async ({ context, params }) => await forgetSiteSecret({ context, id: params.id, name: params.name }),
);
