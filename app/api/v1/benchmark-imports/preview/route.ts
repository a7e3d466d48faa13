import { routes } from '@/lib/contracts/routes';
import { handle } from '@/lib/server/http/route';
import { previewImport } from '@/lib/server/services/benchmark-imports/preview-import';

export const dynamic = 'force-dynamic';

export const POST = handle(
  routes.previewImport,
  async ({ context, body }) => await previewImport({ context, input: body }),
);
