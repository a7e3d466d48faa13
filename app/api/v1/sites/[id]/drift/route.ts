import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readDrift } from '@/lib/server/services/sites/plan-site';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getSiteDrift,
  async ({ context, params }) => await readDrift({ context, id: params.id }),
);
