import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { changePassword } from '@/lib/server/services/session/change-password';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.changePassword,
  async ({ context, identity, body }) => await changePassword({ context, identity, input: body }),
);
