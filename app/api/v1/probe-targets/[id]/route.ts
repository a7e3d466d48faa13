import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readProbeTarget } from '@/lib/server/services/probes/read-target';
import { removeProbeTarget } from '@/lib/server/services/probes/remove-target';
import { updateProbeTarget } from '@/lib/server/services/probes/update-target';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getProbeTarget,
  async ({ context, params }) => await readProbeTarget({ context, id: params.id }),
);

export const PATCH = handle(
  routes.updateProbeTarget,
  async ({ context, params, body, ifMatch }) =>
    await updateProbeTarget({ context, id: params.id, input: body, ifMatch }),
);

export const DELETE = handle(routes.removeProbeTarget, async ({ context, params, ifMatch }) => {
  await removeProbeTarget({ context, id: params.id, ifMatch });
});
