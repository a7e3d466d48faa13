import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readSurvival } from '@/lib/server/services/recovery/read-survival';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getSurvival, async ({ context }) => await readSurvival({ context }));
