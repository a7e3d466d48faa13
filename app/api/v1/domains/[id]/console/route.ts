import { routes } from '@/lib/contracts/routes';
import { authenticate } from '@/lib/server/auth/authenticate';
import { getAuth } from '@/lib/server/auth/auth';
import { getConfig } from '@/lib/server/config';
import { handle } from '@/lib/server/http/route';
import { openConsole } from '@/lib/server/services/consoles/open-console';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.openConsole, async ({ context, params, request }) => {
  const { headers, signal } = request;
  const reauthenticate = async () => await authenticate({ headers, db: context.db, auth: getAuth() });
  return await openConsole({ context, databaseUrl: getConfig().databaseUrl, id: params.id, signal, reauthenticate });
});
