import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { revokeToken } from '@/lib/server/services/tokens/revoke-token';

export const dynamic = 'force-dynamic';

export const DELETE = handle(routes.revokeToken, async ({ context, params }) => {
  await revokeToken({ context, id: params.id });
});
