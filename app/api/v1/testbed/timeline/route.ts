import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readTimeline } from '@/lib/server/services/past/read-timeline';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getTimeline, async ({ context, query }) => await readTimeline({ context, query }));
