import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readEnvironment } from '@/lib/server/services/environments/read-environment';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getEnvironment,
  async ({ context, params }) => await readEnvironment({ context, id: params.id }),
);
