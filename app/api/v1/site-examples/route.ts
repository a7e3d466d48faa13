import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listExamples } from '@/lib/server/services/sites/list-examples';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listSiteExamples, async ({ context }) => listExamples({ context }));
