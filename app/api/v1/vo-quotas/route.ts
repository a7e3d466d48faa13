import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { listVoQuotas } from '@/lib/server/services/vo-quotas/list-quotas';
import { setVoQuota } from '@/lib/server/services/vo-quotas/set-quota';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.listVoQuotas, async ({ context }) => await listVoQuotas({ context }));

export const POST = handle(routes.setVoQuota, async ({ context, body }) => await setVoQuota({ context, input: body }));
