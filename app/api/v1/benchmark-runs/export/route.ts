import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { exportBenchmarkRuns } from '@/lib/server/services/benchmarks/export/export-runs';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.exportBenchmarkRuns,
  async ({ context, query }) => await exportBenchmarkRuns({ context, query }),
);
