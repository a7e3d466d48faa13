import type { z } from 'zod';
import type { SiteChecked } from '@/lib/contracts/sites';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkSite } from '@/lib/site/check-site';

/** What is wrong with a text, or what it asks for. Nothing of the testbed is looked at. @throws AppError `forbidden` */
export function checkSiteText(options: {
  readonly context: ServiceContext;
  readonly text: string;
}): z.input<typeof SiteChecked> {
  requireScope(options.context.actor, 'sites:read');
  const checked = checkSite(options.text);
  if ('problems' in checked) return { problems: [...checked.problems], warnings: [], site: null };
  const { name, vos, domains, notes } = checked.site;
  return {
    problems: [],
    warnings: [...checked.warnings],
    site: {
      name,
      vos: [...vos],
      domains: domains.map((each) => ({
        instance: each.instance,
        name: each.name,
        role: each.role,
        memoryKiB: each.memoryKiB,
      })),
      notes: [...notes],
    },
  };
}
