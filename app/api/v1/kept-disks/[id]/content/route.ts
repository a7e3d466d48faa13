import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { readKeptDisk } from '@/lib/server/services/kept-disks/read-kept-disk';

export const dynamic = 'force-dynamic';

export const GET = handle(
  routes.readKeptDisk,
  async ({ context, params }) => await readKeptDisk({ context, id: params.id }),
);
