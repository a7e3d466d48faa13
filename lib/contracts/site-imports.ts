import { z } from 'zod';
import { FINDING_KINDS, SITE_FINDINGS_MAX, SITE_IMPORT_FILES_MAX, SITE_IMPORT_KINDS } from '@/lib/domain/site-import';

/** How long it may be says its reader (`SITE_IMPORT_CHARACTERS_MAX`), with the problem; this only keeps books out. */
const TEXT_MAX = 512 * 1024;
const NAME_MAX = 255;

export const ImportSite = z
  .strictObject({
    kind: z.enum(SITE_IMPORT_KINDS),
    files: z
      .array(
        z.strictObject({
          name: z.string().trim().min(1).max(NAME_MAX).meta({
            description: 'Of YAIM: site-info.def, groups.conf, users.conf, wn-list.conf or vo.d/NAME',
          }),
          text: z.string().max(TEXT_MAX),
        }),
      )
      .min(1)
      .max(SITE_IMPORT_FILES_MAX),
  })
  .refine(({ kind, files }) => kind === 'yaim' || files.length <= 1, {
    path: ['files'],
    message: 'a SmartFrog description is one file: what it includes is not read',
  })
  .refine(({ files }) => new Set(files.map(({ name }) => name)).size === files.length, {
    path: ['files'],
    message: 'two files have one name',
  })
  .meta({ id: 'ImportSite' });
export type ImportSite = z.infer<typeof ImportSite>;

const place = {
  file: z.string().nullable().meta({ description: 'Name of the file; null where there is only one' }),
  line: z.number().int(),
  column: z.number().int(),
};
export const SiteImportFinding = z
  .object({
    ...place,
    kind: z.enum(FINDING_KINDS).meta({
      description:
        'not-understood: not in the site file; missing: the site file needs it; assumed: the site file says what the file does not; noted: in other words',
    }),
    construct: z.string().meta({ description: 'What stands there' }),
    message: z.string(),
  })
  .meta({ id: 'SiteImportFinding' });
export type SiteImportFinding = z.infer<typeof SiteImportFinding>;

const most = `the first ${SITE_FINDINGS_MAX}`;
export const SiteImported = z
  .object({
    siteFile: z.string().nullable().meta({ description: 'As gridsite/v1 in YAML; null while there are problems' }),
    problems: z
      .array(z.object({ ...place, message: z.string() }))
      .meta({ description: `In the order of the text, ${most}` }),
    problemCount: z.number().int(),
    findings: z.array(SiteImportFinding).meta({ description: `In the order of the text, ${most}` }),
    findingCount: z.number().int(),
  })
  .meta({ id: 'SiteImported' });
export type SiteImported = z.infer<typeof SiteImported>;
