import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listBenchmarks } from '@/lib/server/services/benchmarks/list-benchmarks';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listBenchmarks, async ({ context }) => await listBenchmarks(context));
