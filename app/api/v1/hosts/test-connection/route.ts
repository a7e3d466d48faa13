import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { testConnection } from '@/lib/server/services/hosts/test-connection';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.testConnection,
  async (call) => await testConnection({ context: call.context, body: call.body, call: callOf(call) }),
);
