import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { exportBenchmarkRun } from '@/lib/server/services/benchmarks/export/export-runs';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.exportBenchmarkRun,
  async ({ context, params, query }) => await exportBenchmarkRun({ context, id: params.id, format: query.format }),
);
