import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readAccounting } from '@/lib/server/services/accounting/read-accounting';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getAccounting, async ({ context, query }) => await readAccounting({ context, query }));
