import type { z } from 'zod';
import type { ImportSite, SiteImported } from '@/lib/contracts/site-imports';
import { SITE_FINDINGS_MAX } from '@/lib/domain/site-import';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { renderDraft } from '@/lib/site/import/site-draft';
import type { FilePlace, SiteImport } from '@/lib/site/import/site-import';
import { importSmartfrog } from '@/lib/site/import/smartfrog/import-smartfrog';
import { importYaim } from '@/lib/site/import/yaim/import-yaim';

/**
 * What files of another tool would be as a site file. Nothing is kept.
 * @throws AppError `forbidden`
 */
export function importSite(options: {
  readonly context: ServiceContext;
  readonly input: ImportSite;
}): z.input<typeof SiteImported> {
  requireScope(options.context.actor, 'sites:write');
  const { draft, problems, findings } = imported(options.input);
  return {
    siteFile: draft === undefined ? null : renderDraft(draft),
    problems: problems.slice(0, SITE_FINDINGS_MAX).map(placed),
    problemCount: problems.length,
    findings: findings.slice(0, SITE_FINDINGS_MAX).map(placed),
    findingCount: findings.length,
  };
}

function imported({ kind, files }: ImportSite): SiteImport {
  switch (kind) {
    case 'smartfrog':
      // The contract lets through just one.
      return importSmartfrog(files[0]?.text ?? '');
    case 'yaim':
      return importYaim(files);
  }
}

const placed = <T extends FilePlace>(each: T): T & { readonly file: string | null } => ({
  ...each,
  file: each.file ?? null,
});
