import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listPlans } from '@/lib/server/services/plans/list-plans';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listPlans, async ({ context, query }) => await listPlans({ context, query }));
