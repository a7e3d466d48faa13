import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { actOnDomain } from '@/lib/server/services/domains/act-on-domain';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.actOnDomain, async (call) => {
  const { id, verb } = call.params;
  const { reason } = call.body;
  return await actOnDomain({
    context: call.context,
    action: 'actOnDomain',
    id,
    verb,
    input: {},
    reason,
    call: callOf(call),
  });
});
