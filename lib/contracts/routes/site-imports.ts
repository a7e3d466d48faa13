import { ImportSite, SiteImported } from '../site-imports';
import { route, v1 } from './route';

/** Escaped as JSON a text grows; what is larger than may be is still read, to say so. */
const BODY_BYTES_MAX = 2 * 1024 * 1024;

export const siteImportRoutes = {
  importSite: route({
    id: 'importSite',
    method: 'POST',
    keepsNothing: true,
    path: `${v1}/site-imports`,
    tag: 'Sites',
    summary: 'Files of SmartFrog or YAIM as a site file, and by line what of them has no place in it; nothing is kept',
    access: 'sites:write',
    body: ImportSite,
    bodyBytesMax: BODY_BYTES_MAX,
    response: SiteImported,
    status: 200,
  }),
} as const;
