import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { testMail } from '@/lib/server/services/mail/test-mail';

export const dynamic = 'force-dynamic';

export const POST = handle(routes.testMail, async ({ context }) => await testMail({ context }));
