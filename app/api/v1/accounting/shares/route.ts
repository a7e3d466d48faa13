import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { setVoShare } from '@/lib/server/services/accounting/set-share';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.setVoShare, async ({ context, body }) => await setVoShare({ context, input: body }));
