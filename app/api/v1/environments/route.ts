import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createEnvironment } from '@/lib/server/services/environments/create-environment';
import { listEnvironments } from '@/lib/server/services/environments/list-environments';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listEnvironments,
  async ({ context, query }) => await listEnvironments({ context, query }),
);

export const POST = handle(
  routes.createEnvironment,
  async ({ context, body }) => await createEnvironment({ context, input: body }),
);
