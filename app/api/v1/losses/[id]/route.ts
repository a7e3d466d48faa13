import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readLoss } from '@/lib/server/services/recovery/read-loss';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getLoss, async ({ context, params }) => await readLoss({ context, id: params.id }));
