import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readProof } from '@/lib/server/services/site-runs/read-runs';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getSiteProof,
  async ({ context, params }) => await readProof({ context, id: params.id }),
);
