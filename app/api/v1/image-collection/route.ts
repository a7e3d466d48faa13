import { routes } from '@/lib/contracts/routes';
import { callOf } from '@/lib/server/http/call-of';
import { handle } from '@/lib/server/http/route';
import { collectImages } from '@/lib/server/services/images/collect-images';
import { previewCollection } from '@/lib/server/services/images/preview-collection';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.previewCollection,
  async ({ context, query }) => await previewCollection({ context, rule: query }),
);

export const POST = handle(
  routes.collectImages,
  async (call) => await collectImages({ context: call.context, body: call.body, call: callOf(call) }),
);
