import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readMigrationCost } from '@/lib/server/services/migrations/read-migration-cost';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getMigrationCost, async ({ context }) => await readMigrationCost({ context }));
