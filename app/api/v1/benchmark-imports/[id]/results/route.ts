import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listImportedResults } from '@/lib/server/services/benchmark-imports/list-imported-results';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listImportedResults,
  async ({ context, params, query }) => await listImportedResults({ context, id: params.id, query }),
);
