import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { removeBenchmarkNote } from '@/lib/server/services/benchmarks/remove-note';

export const dynamic = 'force-dynamic';

export const DELETE = handle(routes.removeBenchmarkNote, async ({ context, params }) => {
  await removeBenchmarkNote({ context, id: params.id });
});
