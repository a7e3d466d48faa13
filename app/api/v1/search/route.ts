import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { search } from '@/lib/server/services/search/search';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.search, async ({ context, query }) => await search({ context, q: query.q }));
