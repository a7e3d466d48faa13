import { z } from 'zod';
import { TIMEOUT_SECONDS_MAX } from '@/lib/domain/campaign';
import { defineOperation, domainName } from '@/lib/operations/definition';
import { HOUR_MS, SECOND_MS } from '@/lib/utils/time';

/** Its command has a limit of its own; besides it the guest boots, takes the archive and gives its files back. */
const RUN_CAMPAIGN_CELL_DEADLINE_MS = TIMEOUT_SECONDS_MAX * SECOND_MS + 2 * HOUR_MS;

/** The command of a campaign in one of its domains; what is run, and what came of it, is in the cell's row. */
export const runCampaignCell = defineOperation({
  kind: 'run-campaign-cell',
  version: 1,
  input: z.strictObject({ campaignId: z.uuid(), sequence: z.number().int() }),
  scope: 'campaigns:run',
  locks: { domain: true, migrationPlaces: false },
  deadlineMs: RUN_CAMPAIGN_CELL_DEADLINE_MS,
  cancellable: true,
  title: (subject) => `Run the tests in ${domainName(subject)}`,
});
