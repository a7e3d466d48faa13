import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listAudit } from '@/lib/server/services/audit/list-audit';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listAudit, async ({ context, query }) => await listAudit({ context, query }));
