import { getDb } from '@/lib/server/database';
import { requireMetricsReader } from '@/lib/server/http/require-metrics-reader';
import { getMetrics } from '@/lib/server/metrics';
import { unsafeMeasureProbes } from '@/lib/server/services/probes/measure-probes';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  const refused = requireMetricsReader(request);
  if (refused !== undefined) return refused;
  const metrics = getMetrics();
  await unsafeMeasureProbes(getDb(), metrics);
  const { registry } = metrics;
  return new Response(await registry.metrics(), {
    headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' },
  });
}
