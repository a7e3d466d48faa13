import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readImportedFile } from '@/lib/server/services/benchmark-imports/read-imported-file';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getImportedFile,
  async ({ context, params }) => await readImportedFile({ context, id: params.id }),
);
