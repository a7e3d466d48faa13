import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { compareProbeTargets } from '@/lib/server/services/probes/compare-targets';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.compareProbes,
  async ({ context, query }) => await compareProbeTargets({ context, query }),
);
