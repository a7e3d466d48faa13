import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { addImageVersion } from '@/lib/server/services/images/add-image-version';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.addImageVersion,
  async ({ context, params, body }) => await addImageVersion({ context, id: params.id, input: body }),
);
