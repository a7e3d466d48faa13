import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listCandidates } from '@/lib/server/services/migrations/list-candidates';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listCandidates,
  async ({ context, params, query }) => await listCandidates({ context, id: params.id, ...query }),
);
