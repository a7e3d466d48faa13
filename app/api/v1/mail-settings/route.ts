import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readMailSettings } from '@/lib/server/services/mail/read-mail-settings';
import { removeMailSettings } from '@/lib/server/services/mail/remove-mail-settings';
import { setMailSettings } from '@/lib/server/services/mail/set-mail-settings';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.readMailSettings, async ({ context }) => await readMailSettings({ context }));
export const POST = handle(
  routes.setMailSettings,
  async ({ context, body }) => await setMailSettings({ context, input: body }),
);
export const DELETE = handle(
  routes.removeMailSettings,
  async ({ context, body }) => await removeMailSettings({ context, input: body }),
);
