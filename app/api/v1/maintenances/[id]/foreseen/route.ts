import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { foreseeMaintenance } from '@/lib/server/services/maintenances/foresee-maintenance';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.foreseeMaintenance,
  async ({ context, params, query }) => await foreseeMaintenance({ context, id: params.id, query }),
);
