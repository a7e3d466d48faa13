import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readImage } from '@/lib/server/services/images/read-image';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getImage, async ({ context, params }) => await readImage({ context, id: params.id }));
