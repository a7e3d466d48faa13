import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listReferences } from '@/lib/server/services/references/list-references';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listReferences, async ({ context }) => await listReferences({ context }));
