import { routes } from '@/lib/contracts/routes';
import { route, type RouteContract } from '@/lib/contracts/routes/route';
import type { Actor } from '@/lib/domain/access';
import { getConfig } from '@/lib/server/config';
import { handle, type RouteHandler } from '@/lib/server/http/route';
import { exportGlue, GLUE_TYPES, type GlueForm, glueResponse, glueText } from './export-glue';

/** Whoever is not bound to VOs and changes nothing: what the world is told is read by it. */
const WORLD: Actor = {
  userId: '',
  name: 'the world',
  role: 'viewer',
  scopes: ['domains:read', 'hosts:read', 'probes:read', 'benchmarks:read'],
  via: 'system',
};

/** Anybody may ask, as often as they like: the inventory is read for them so often and no more. A BDII asks once in minutes. */
const WORLD_FRESH_MS = 10_000;

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
  let kept: { readonly readAt: number; readonly text: Promise<string> } | undefined;
  const toTheWorld = handle(worldRoute(form), async ({ context }) => {
    const now = Date.now();
    if (kept === undefined || now - kept.readAt >= WORLD_FRESH_MS) {
      const text = glueText({ context: { ...context, actor: WORLD }, form, forTheWorld: true });
      kept = { readAt: now, text };
      // What could not be read is read anew by whoever asks next.
      text.catch(() => (kept = undefined));
    }
    return glueResponse(await kept.text, form);
  });
  const signedIn = handle(form === 'ldif' ? routes.exportGlueLdif : routes.exportGlueJson, async ({ context }) =>
    exportGlue({ context, form }),
  );
  return async (request, segment) =>
    getConfig().glueReaders === 'world' ? await toTheWorld(request, segment) : await signedIn(request, segment);
}
