import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listDeclaredFigures } from '@/lib/server/services/benchmarks/list-declared-figures';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listDeclaredFigures,
  async ({ context, params }) => await listDeclaredFigures({ context, hostId: params.id }),
);
