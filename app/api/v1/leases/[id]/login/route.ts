import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { issueLogin } from '@/lib/server/services/leases/issue-login';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.issueLogin,
  async ({ context, params, body }) => await issueLogin({ context, id: params.id, input: body }),
);
