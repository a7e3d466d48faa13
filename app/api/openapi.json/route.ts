import { createOpenApiDocument } from '@/lib/contracts/openapi';
import { getConfig } from '@/lib/server/config';

export const dynamic = 'force-dynamic';

export function GET(): Response {
  return Response.json(createOpenApiDocument(getConfig().baseUrl.origin), { headers: { 'cache-control': 'no-store' } });
}
