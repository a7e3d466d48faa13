import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { retireEnvironment } from '@/lib/server/services/environments/retire-environment';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.retireEnvironment,
  async ({ context, params, body }) => await retireEnvironment({ context, id: params.id, input: body }),
);
