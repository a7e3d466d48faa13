import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { retractImport } from '@/lib/server/services/benchmark-imports/retract-import';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.retractImport,
  async ({ context, params, body }) => await retractImport({ context, id: params.id, input: body }),
);
