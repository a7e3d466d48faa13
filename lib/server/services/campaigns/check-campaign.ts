import type { z } from 'zod';
import type { CampaignChecked, CheckCampaign } from '@/lib/contracts/campaigns';
import { checkCampaign as check } from '@/lib/campaigns/check-campaign';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';

/** What is wrong with a campaign file while it is written. */
export function checkCampaign(options: {
  readonly context: ServiceContext;
  readonly input: CheckCampaign;
}): z.input<typeof CampaignChecked> {
  requireScope(options.context.actor, 'campaigns:run');
  const checked = check(options.input.yaml);
  return 'problems' in checked
    ? { problems: [...checked.problems], understood: null }
    : { problems: [], understood: checked.file };
}
