import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readRun } from '@/lib/server/services/site-runs/read-runs';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getSiteRun, async ({ context, params }) => await readRun({ context, id: params.id }));
