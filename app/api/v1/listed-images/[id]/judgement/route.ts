import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { judgeListedImage } from '@/lib/server/services/image-trust/judge-listed-image';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.judgeListedImage,
  async ({ context, params, body }) => await judgeListedImage({ context, id: params.id, input: body }),
);
