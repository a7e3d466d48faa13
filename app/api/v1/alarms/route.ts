import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listAlarms } from '@/lib/server/services/alarms/list-alarms';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listAlarms, async ({ context, query }) => await listAlarms({ context, query }));
