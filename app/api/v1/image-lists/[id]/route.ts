import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readImageList } from '@/lib/server/services/image-trust/read-image-list';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getImageList,
  async ({ context, params }) => await readImageList({ context, id: params.id }),
);
