import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readRebalanceSettings } from '@/lib/server/services/plans/read-rebalance-settings';
import { updateRebalanceSettings } from '@/lib/server/services/plans/update-rebalance-settings';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getRebalanceSettings, async ({ context }) => await readRebalanceSettings({ context }));

export const PATCH = handle(
  routes.updateRebalanceSettings,
  async ({ context, body, ifMatch }) => await updateRebalanceSettings({ context, input: body, ifMatch }),
);
