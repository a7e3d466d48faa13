import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { addBenchmarkNote } from '@/lib/server/services/benchmarks/add-note';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.addBenchmarkNote,
  async ({ context, body }) => await addBenchmarkNote({ context, body }),
);
