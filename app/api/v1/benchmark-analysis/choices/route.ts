import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listBenchmarkChoices } from '@/lib/server/services/benchmarks/list-choices';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listBenchmarkChoices, async ({ context }) => await listBenchmarkChoices(context));
