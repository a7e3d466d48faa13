import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { buildImage } from '@/lib/server/services/images/build-image';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.buildImage,
  async (call) => await buildImage({ context: call.context, id: call.params.id, body: call.body, call: callOf(call) }),
);
