import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { editDomain } from '@/lib/server/services/domains/edit-domain';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.editDomain,
  async (call) => await editDomain({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);
