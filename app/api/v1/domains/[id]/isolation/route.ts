import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readIsolation } from '@/lib/server/services/domains/read-isolation';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getIsolation,
  async ({ context, params }) => await readIsolation({ context, id: params.id }),
);
