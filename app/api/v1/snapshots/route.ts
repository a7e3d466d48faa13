import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listSnapshots } from '@/lib/server/services/kept-disks/list-snapshots';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listSnapshots, async ({ context, query }) => await listSnapshots({ context, query }));
