import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readProbeSummary } from '@/lib/server/services/probes/read-summary';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getProbeSummary, async ({ context }) => await readProbeSummary({ context }));
