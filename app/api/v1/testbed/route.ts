import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readTestbed } from '@/lib/server/services/testbed/read-testbed';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.getTestbed, async ({ context }) => await readTestbed({ context }));
