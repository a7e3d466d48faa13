import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readInbox } from '@/lib/server/services/notices/read-inbox';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.readInbox, async ({ context, query }) => await readInbox({ context, query }));
