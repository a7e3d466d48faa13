import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { retireImage } from '@/lib/server/services/images/retire-image';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.retireImage,
  async ({ context, params, body }) => await retireImage({ context, id: params.id, input: body }),
);
