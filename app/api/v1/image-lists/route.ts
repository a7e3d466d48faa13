import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { importImageList } from '@/lib/server/services/image-trust/import-image-list';
import { listImageLists } from '@/lib/server/services/image-trust/list-image-lists';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listImageLists,
  async ({ context, query }) => await listImageLists({ context, query }),
);

export const POST = handle(
  routes.importImageList,
  async ({ context, body }) => await importImageList({ context, input: body }),
);
