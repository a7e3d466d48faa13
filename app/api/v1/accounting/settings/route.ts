import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { updateAccountingSettings } from '@/lib/server/services/accounting/update-settings';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.updateAccountingSettings,
  async ({ context, body }) => await updateAccountingSettings({ context, input: body }),
);
