import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createImage } from '@/lib/server/services/images/create-image';
import { listImages } from '@/lib/server/services/images/list-images';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listImages, async ({ context, query }) => await listImages({ context, query }));

export const POST = handle(
  routes.createImage,
  async ({ context, body }) => await createImage({ context, input: body }),
);
