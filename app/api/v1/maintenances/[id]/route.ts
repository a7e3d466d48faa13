import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readMaintenance } from '@/lib/server/services/maintenances/read-maintenance';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getMaintenance,
  async ({ context, params }) => await readMaintenance({ context, id: params.id }),
);
