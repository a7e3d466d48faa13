import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { deleteDomain } from '@/lib/server/services/domains/delete-domain';
import { readDomain } from '@/lib/server/services/domains/read-domain';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getDomain,
  async ({ context, params }) => await readDomain({ context, id: params.id }),
);

export const DELETE = handle(
  routes.deleteDomain,
  async (call) =>
    await deleteDomain({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);
