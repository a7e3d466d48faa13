import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readSiteById } from '@/lib/server/services/sites/read-site';
import { removeSite } from '@/lib/server/services/sites/remove-site';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getSite,
  async ({ context, params }) => await readSiteById({ context, id: params.id }),
);

export const DELETE = handle(routes.removeSite, async ({ context, params, ifMatch }) => {
  await removeSite({ context, id: params.id, ifMatch });
});
