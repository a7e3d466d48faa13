import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { createDomain } from '@/lib/server/services/domains/create-domain';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.createDomain,
  async (call) => await createDomain({ context: call.context, body: call.body, call: callOf(call) }),
);
