import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { addEnvironmentVersion } from '@/lib/server/services/environments/add-version';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.addEnvironmentVersion,
  async ({ context, params, body }) => await addEnvironmentVersion({ context, id: params.id, input: body }),
);
