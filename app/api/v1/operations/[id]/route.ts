import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readOperation } from '@/lib/server/services/operations/read-operation';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getOperation,
  async ({ context, params, query, request }) =>
    await readOperation({ context, id: params.id, waitSeconds: query.wait, signal: request.signal }),
);
