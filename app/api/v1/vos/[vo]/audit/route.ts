import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listVoAudit } from '@/lib/server/services/vos/list-vo-audit';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listVoAudit,
  async ({ context, params, query }) => await listVoAudit({ context, vo: params.vo, query }),
);
