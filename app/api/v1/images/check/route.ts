import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { checkImage } from '@/lib/server/services/images/check-image';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.checkImage, async ({ context, body }) => checkImage({ context, input: body }));
