import type { CampaignFile } from '@/lib/contracts/campaign-file';
import { checkCampaign as check } from '@/lib/campaigns/check-campaign';
import { type Actor, seesVo } from '@/lib/domain/access';
import { AppError } from '@/lib/domain/errors';

/** What somebody wrote. @throws AppError `bad-request` with every problem by line and field, `forbidden` for a strange VO. */
export function readWritten(actor: Actor, yaml: string): CampaignFile {
  const checked = check(yaml);
  if ('problems' in checked) {
    const fields = checked.problems.map(({ line, column, field, message }) => ({
      field: 'yaml',
      message: `line ${line}, column ${column}${field === '' ? '' : `, ${field}`}: ${message}`,
    }));
    const more = fields.length === 1 ? '' : ` (and ${fields.length - 1} more)`;
    throw new AppError('bad-request', `yaml: ${fields[0]?.message ?? 'is no campaign'}${more}`, {
      fields,
      detail: { problems: checked.problems },
    });
  }
  if (!seesVo(actor, checked.file.vo))
    throw new AppError('forbidden', `Name a VO of your own in the campaign: ${(actor.vos ?? []).join(', ')}.`);
  return checked.file;
}
