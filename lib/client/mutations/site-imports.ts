import { mutationOptions } from '@tanstack/react-query';
import { sendJson } from '@/lib/client/http';
import { type ImportSite, SiteImported } from '@/lib/contracts/site-imports';
import { api } from '@/lib/utils/paths';

export const importSite = () =>
  mutationOptions({
    mutationFn: (body: ImportSite) => sendJson('POST', api.importSite(), SiteImported, { body }),
  });
