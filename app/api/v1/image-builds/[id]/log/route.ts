import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readBuildLog } from '@/lib/server/services/images/read-build-log';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.readBuildLog,
  async ({ context, params, query }) => await readBuildLog({ context, id: params.id, query }),
);
