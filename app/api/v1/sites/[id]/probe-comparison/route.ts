import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { compareSiteProbes } from '@/lib/server/services/probes/compare-site';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.compareSiteProbes,
  async ({ context, params }) => await compareSiteProbes({ context, id: params.id }),
);
