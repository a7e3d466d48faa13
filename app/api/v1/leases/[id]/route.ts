import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readLease } from '@/lib/server/services/leases/read-lease';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getLease, async ({ context, params }) => await readLease({ context, id: params.id }));
