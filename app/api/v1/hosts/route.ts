import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createHost } from '@/lib/server/services/hosts/create-host';
import { listHosts } from '@/lib/server/services/hosts/list-hosts';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listHosts, async ({ context, query }) => await listHosts({ context, query }));

export const POST = handle(routes.createHost, async ({ context, body }) => await createHost({ context, input: body }));
