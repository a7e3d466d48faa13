import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listLosses } from '@/lib/server/services/recovery/list-losses';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listLosses, async ({ context, query }) => await listLosses({ context, query }));
