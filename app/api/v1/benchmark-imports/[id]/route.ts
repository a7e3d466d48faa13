import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readBenchmarkImport } from '@/lib/server/services/benchmark-imports/read-import';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.getImport,
  async ({ context, params }) => await readBenchmarkImport({ context, id: params.id }),
);
