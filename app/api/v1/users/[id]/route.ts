import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { removeUser } from '@/lib/server/services/users/remove-user';
import { updateUser } from '@/lib/server/services/users/update-user';

export const dynamic = 'force-dynamic';

export const PATCH = handle(
  routes.updateUser,
  async ({ context, params, body }) => await updateUser({ context, id: params.id, input: body }),
);

export const DELETE = handle(routes.removeUser, async ({ context, params }) => {
  await removeUser({ context, id: params.id });
});
