import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { checkSiteText } from '@/lib/server/services/sites/check-site-text';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.checkSite, async ({ context, body }) => checkSiteText({ context, text: body.text }));
