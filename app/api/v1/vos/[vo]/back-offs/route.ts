import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listVoBackOffs } from '@/lib/server/services/vos/list-back-offs';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listVoBackOffs,
  async ({ context, params }) => await listVoBackOffs({ context, vo: params.vo }),
);
