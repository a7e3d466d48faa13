import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { actOnDomain } from '@/lib/server/services/domains/act-on-domain';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.editDomain, async (call) => {
  const { id } = call.params;
  const { reason, ...input } = call.body;
  return await actOnDomain({
    context: call.context,
    action: 'editDomain',
    id,
    verb: 'edit',
    input,
    reason,
    call: callOf(call),
  });
});
