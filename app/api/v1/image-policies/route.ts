import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listImagePolicies } from '@/lib/server/services/image-trust/list-policies';
import { setImagePolicy } from '@/lib/server/services/image-trust/set-policy';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listImagePolicies, async ({ context }) => await listImagePolicies({ context }));

export const POST = handle(
  routes.setImagePolicy,
  async ({ context, body }) => await setImagePolicy({ context, input: body }),
);
