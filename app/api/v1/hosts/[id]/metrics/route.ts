import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readHostMetrics } from '@/lib/server/services/metrics/read-metrics';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getHostMetrics,
  async ({ context, params, query }) => await readHostMetrics({ context, id: params.id, query }),
);
