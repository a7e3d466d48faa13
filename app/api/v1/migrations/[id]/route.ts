import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readMigration } from '@/lib/server/services/migrations/read-migration';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getMigration,
  async ({ context, params }) => await readMigration({ context, id: params.id }),
);
