import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readHost } from '@/lib/server/services/hosts/read-host';
import { removeHost } from '@/lib/server/services/hosts/remove-host';
import { updateHost } from '@/lib/server/services/hosts/update-host';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getHost, async ({ context, params }) => await readHost({ context, id: params.id }));

export const PATCH = handle(
  routes.updateHost,
  async ({ context, params, body, ifMatch }) => await updateHost({ context, id: params.id, input: body, ifMatch }),
);

export const DELETE = handle(routes.removeHost, async ({ context, params, ifMatch }) => {
  await removeHost({ context, id: params.id, ifMatch });
});
