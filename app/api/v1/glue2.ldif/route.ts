import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { exportGlue } from '@/lib/server/services/glue/export-glue';

export const dynamic = 'force-dynamic';

export const GET = handle(routes.exportGlueLdif, async ({ context }) => await exportGlue({ context, form: 'ldif' }));
