import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readImageOffer } from '@/lib/server/services/images/read-image-offer';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.readImageOffer, async ({ context }) => readImageOffer({ context }));
