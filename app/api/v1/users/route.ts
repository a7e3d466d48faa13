import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { createUser } from '@/lib/server/services/users/create-user';
import { listUsers } from '@/lib/server/services/users/list-users';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listUsers, async ({ context, query }) => await listUsers({ context, query }));

export const POST = handle(routes.createUser, async ({ context, body }) => await createUser({ context, input: body }));
