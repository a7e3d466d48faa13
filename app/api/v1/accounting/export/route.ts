import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { exportAccounting } from '@/lib/server/services/accounting/export-accounting';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.exportAccounting,
  async ({ context, query }) => await exportAccounting({ context, query }),
);
