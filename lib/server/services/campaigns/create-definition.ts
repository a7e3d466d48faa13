import type { z } from 'zod';
import type { CampaignDefinitionDetail, WriteCampaign } from '@/lib/contracts/campaigns';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { definitionDetail } from './definition-rows';
import { recordDefinition } from './record-definition';
import { readWritten } from './written-campaign';

/** The first version of a campaign file. @throws AppError `bad-request` with every problem, `conflict` where the name is taken. */
export async function createCampaignDefinition(options: {
  readonly context: ServiceContext;
  readonly input: WriteCampaign;
}): Promise<z.input<typeof CampaignDefinitionDetail>> {
  const { context, input } = options;
  requireScope(context.actor, 'campaigns:run');
  const file = readWritten(context.actor, input.yaml);
  try {
    return await context.db.$transaction(async (tx) => {
      if ((await tx.campaignDefinition.findFirst({ where: { name: file.name } })) !== null) throw taken(file.name);
      const { id } = await recordDefinition(tx, context, {
        action: 'createCampaignDefinition',
        file,
        yaml: input.yaml,
        version: 1,
        reason: input.reason,
      });
      return await definitionDetail(tx, context.actor, id);
    });
  } catch (error) {
    // Somebody wrote one of this name at the same moment.
    throw isUniqueViolation(error) ? taken(file.name, error) : error;
  }
}

const taken = (name: string, cause?: unknown): AppError => {
  const message = `name: ${name} is the name of another campaign file`;
  return new AppError('conflict', message, { fields: [{ field: 'yaml', message }], cause });
};
