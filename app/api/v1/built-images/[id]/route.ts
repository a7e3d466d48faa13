import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readBuiltImage } from '@/lib/server/services/images/read-built-image';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getBuiltImage,
  async ({ context, params }) => await readBuiltImage({ context, id: params.id }),
);
