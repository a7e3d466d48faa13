import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listChanges } from '@/lib/server/services/past/list-changes';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.listTestbedChanges,
  async ({ context, query }) => await listChanges({ context, query }),
);
