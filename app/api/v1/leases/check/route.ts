import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { checkLease } from '@/lib/server/services/leases/check-lease';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.checkLease, async ({ context, body }) => await checkLease({ context, input: body }));
