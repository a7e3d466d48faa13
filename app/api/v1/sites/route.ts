import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createSite } from '@/lib/server/services/sites/create-site';
import { listSites } from '@/lib/server/services/sites/list-sites';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listSites, async ({ context, query }) => await listSites({ context, query }));

export const POST = handle(routes.createSite, async ({ context, body }) => await createSite({ context, input: body }));
