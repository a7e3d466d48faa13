import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { migrateDomain } from '@/lib/server/services/migrations/migrate-domain';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.migrateDomain,
  async (call) =>
    await migrateDomain({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);
