import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { askWhatIf } from '@/lib/server/services/plans/ask-what-if';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.askWhatIf, async ({ context, body }) => await askWhatIf({ context, input: body }));
