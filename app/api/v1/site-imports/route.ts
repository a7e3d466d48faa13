import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { importSite } from '@/lib/server/services/site-imports/import-site';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.importSite, async ({ context, body }) => importSite({ context, input: body }));
