import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { announceMaintenance } from '@/lib/server/services/maintenances/announce-maintenance';
import { listMaintenances } from '@/lib/server/services/maintenances/list-maintenances';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listMaintenances,
  async ({ context, query }) => await listMaintenances({ context, query }),
);

export const POST = handle(
  routes.announceMaintenance,
  async ({ context, body }) => await announceMaintenance({ context, input: body }),
);
