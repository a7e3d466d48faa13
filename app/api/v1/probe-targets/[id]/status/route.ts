import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readProbeStatus } from '@/lib/server/services/probes/status-line';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getProbeStatus,
  async ({ context, params }) => await readProbeStatus({ context, id: params.id }),
);
