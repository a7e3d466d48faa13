import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readVo } from '@/lib/server/services/vos/read-vo';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getVo, async ({ context, params }) => await readVo({ context, vo: params.vo }));
