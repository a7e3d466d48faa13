import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createProbeTarget } from '@/lib/server/services/probes/create-target';
import { listProbeTargets } from '@/lib/server/services/probes/list-targets';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listProbeTargets,
  async ({ context, query }) => await listProbeTargets({ context, query }),
);

export const POST = handle(
  routes.createProbeTarget,
  async ({ context, body }) => await createProbeTarget({ context, input: body }),
);
