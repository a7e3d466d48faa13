import { routes } from '@/lib/contracts/routes';
import { route, type RouteContract } from '@/lib/contracts/routes/route';
import type { Actor } from '@/lib/domain/access';
import { getConfig } from '@/lib/server/config';
import { handle, type RouteHandler } from '@/lib/server/http/route';
import { exportGlue, GLUE_TYPES, type GlueForm } from './export-glue';

/** Whoever is not bound to VOs and changes nothing: what the world is told is read by it. */
const WORLD: Actor = {
  userId: '',
  name: 'the world',
  role: 'viewer',
  scopes: ['domains:read', 'hosts:read', 'benchmarks:read'],
  via: 'system',
};

const worldRoute = (form: GlueForm) =>
  route({
    id: form === 'ldif' ? 'publishGlueLdif' : 'publishGlueJson',
    method: 'GET',
    path: `/glue2.${form}`,
    tag: 'GLUE',
    summary: 'The site as the world is told of it',
    access: 'public',
    file: [GLUE_TYPES[form]],
    status: 200,
  } satisfies RouteContract);

/**
 * The address by which information systems ask a site, outside of the API's own. It answers the world where that is set, and
 * otherwise those whom the API answers, with the same.
 */
export function publishGlue(form: GlueForm): RouteHandler {
  const toTheWorld = handle(worldRoute(form), async ({ context }) =>
    exportGlue({ context: { ...context, actor: WORLD }, form, forTheWorld: true }),
  );
  const signedIn = handle(form === 'ldif' ? routes.exportGlueLdif : routes.exportGlueJson, async ({ context }) =>
    exportGlue({ context, form }),
  );
  return async (request, segment) =>
    getConfig().glueReaders === 'world' ? await toTheWorld(request, segment) : await signedIn(request, segment);
}
