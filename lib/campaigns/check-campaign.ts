import { CampaignFile, campaignContradictions } from '@/lib/contracts/campaign-file';
import { checkYaml, type TextProblem } from '@/lib/utils/check-yaml';

/** A longer text is no campaign: what is long belongs into the archive. */
export const CAMPAIGN_CHARACTERS_MAX = 128 * 1024;

/** A campaign file that somebody wrote, or its mistakes by line and field. */
export function checkCampaign(
  text: string,
): { readonly file: CampaignFile } | { readonly problems: readonly TextProblem[] } {
  const checked = checkYaml(text, {
    schema: CampaignFile,
    noun: 'a campaign',
    charactersMax: CAMPAIGN_CHARACTERS_MAX,
    also: campaignContradictions,
  });
  return 'value' in checked ? { file: checked.value } : checked;
}
