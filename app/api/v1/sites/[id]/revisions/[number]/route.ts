import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readRevision } from '@/lib/server/services/sites/read-revisions';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getSiteRevision,
  async ({ context, params, query }) =>
    await readRevision({ context, id: params.id, number: params.number, against: query.against }),
);
