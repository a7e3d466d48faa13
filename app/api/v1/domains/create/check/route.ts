import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { checkCreation } from '@/lib/server/services/domains/check-creation';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.checkCreation, async ({ context, body }) => await checkCreation({ context, body }));
