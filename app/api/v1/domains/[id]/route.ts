import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readDomain } from '@/lib/server/services/domains/read-domain';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getDomain,
  async ({ context, params }) => await readDomain({ context, id: params.id }),
);
