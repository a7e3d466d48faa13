import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readDomainMetrics } from '@/lib/server/services/metrics/read-metrics';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getDomainMetrics,
  async ({ context, params, query }) => await readDomainMetrics({ context, id: params.id, query }),
);
