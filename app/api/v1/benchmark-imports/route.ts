import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createImport } from '@/lib/server/services/benchmark-imports/create-import';
import { listImports } from '@/lib/server/services/benchmark-imports/list-imports';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listImports, async ({ context, query }) => await listImports({ context, query }));

export const POST = handle(
  routes.createImport,
  async ({ context, body }) => await createImport({ context, input: body }),
);
