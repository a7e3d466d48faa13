import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readMailPreference } from '@/lib/server/services/mail/read-mail-preference';
import { setMailPreference } from '@/lib/server/services/mail/set-mail-preference';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.readMailPreference, async ({ context }) => await readMailPreference({ context }));
export const POST = handle(
  routes.setMailPreference,
  async ({ context, body }) => await setMailPreference({ context, input: body }),
);
