import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { checkEnvironment } from '@/lib/server/services/environments/check-environment';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.checkEnvironment,
  async ({ context, body }) => await checkEnvironment({ context, input: body }),
);
