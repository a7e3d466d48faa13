import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readPlan } from '@/lib/server/services/plans/read-plan';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getPlan, async ({ context, params }) => await readPlan({ context, id: params.id }));
