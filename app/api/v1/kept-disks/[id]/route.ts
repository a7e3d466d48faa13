import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { removeKeptDisk } from '@/lib/server/services/kept-disks/remove-kept-disk';

export const dynamic = 'force-dynamic';

export const DELETE = handle(
  routes.removeKeptDisk,
  async ({ context, params, body }) => await removeKeptDisk({ context, id: params.id, input: body }),
);
