import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listEvents } from '@/lib/server/services/events/list-events';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listEvents, async ({ context, query }) => await listEvents({ context, query }));
