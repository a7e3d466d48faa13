import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createToken } from '@/lib/server/services/tokens/create-token';
import { listTokens } from '@/lib/server/services/tokens/list-tokens';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listTokens, async ({ context }) => await listTokens({ context }));

export const POST = handle(
  routes.createToken,
  async ({ context, body }) => await createToken({ context, input: body }),
);
