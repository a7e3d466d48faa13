import { requireMetricsReader } from '@/lib/server/http/require-metrics-reader';
import { getMetrics } from '@/lib/server/metrics';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  const refused = requireMetricsReader(request);
  if (refused !== undefined) return refused;
  const { registry } = getMetrics();
  return new Response(await registry.metrics(), {
    headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' },
  });
}
