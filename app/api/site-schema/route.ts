import { getConfig } from '@/lib/server/config';
import { siteSchema } from '@/lib/server/services/sites/site-schema';

export const dynamic = 'force-dynamic';

/** Public, and readable from other pages: editors fetch it to complete site files. */
export function GET(): Response {
  return Response.json(siteSchema(getConfig().baseUrl.origin), {
    headers: {
      'content-type': 'application/schema+json',
      'access-control-allow-origin': '*',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    },
  });
}
