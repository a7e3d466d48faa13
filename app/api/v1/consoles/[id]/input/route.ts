import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { typeInConsole } from '@/lib/server/services/consoles/type-in-console';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.typeInConsole,
  async ({ context, params, body }) => await typeInConsole({ context, id: params.id, data: body.data }),
);
