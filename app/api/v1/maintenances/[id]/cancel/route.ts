import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { cancelMaintenance } from '@/lib/server/services/maintenances/cancel-maintenance';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.cancelMaintenance,
  async ({ context, params, body }) => await cancelMaintenance({ context, id: params.id, input: body }),
);
