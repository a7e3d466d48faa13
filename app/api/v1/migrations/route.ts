import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listMigrations } from '@/lib/server/services/migrations/list-migrations';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listMigrations,
  async ({ context, query }) => await listMigrations({ context, query }),
);
