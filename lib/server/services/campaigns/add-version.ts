import type { z } from 'zod';
import type { CampaignDefinitionDetail, WriteCampaign } from '@/lib/contracts/campaigns';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { definitionDetail, editRefusal, findDefinition } from './definition-rows';
import { recordDefinition } from './record-definition';
import { readWritten } from './written-campaign';

/**
 * The version after the one in `id`.
 * @throws AppError `bad-request`, `not-found`, `refused` (another name, another VO, no change), `conflict` where there is a newer
 * version already.
 */
export async function addCampaignVersion(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: WriteCampaign;
}): Promise<z.input<typeof CampaignDefinitionDetail>> {
  const { context, id, input } = options;
  requireScope(context.actor, 'campaigns:run');
  const file = readWritten(context.actor, input.yaml);
  try {
    return await context.db.$transaction(async (tx) => {
      const before = await findDefinition(tx, context.actor, id);
      const newest = await tx.campaignDefinition.findFirst({
        where: { name: before.name },
        orderBy: { version: 'desc' },
      });
      const refusal = editRefusal(before, newest?.version ?? before.version);
      if (refusal !== undefined) throw new AppError('conflict', refusal);
      if (file.name !== before.name)
        throw kept('name', `a version of ${before.name} keeps its name; write a new campaign file for another one`);
      if ((file.vo ?? null) !== before.vo)
        throw kept('vo', 'the versions of a campaign file are for the same people; write a new one for others');
      if (input.yaml === before.yaml)
        throw new AppError('refused', `Nothing is changed: this is version ${before.version} as it stands.`);
      const row = await recordDefinition(tx, context, {
        action: 'addCampaignVersion',
        file,
        yaml: input.yaml,
        version: before.version + 1,
        reason: input.reason,
        before: { version: before.version, yaml: before.yaml },
      });
      return await definitionDetail(tx, context.actor, row.id);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', 'Somebody else has written the next version meanwhile; change that one.', {
      cause: error,
    });
  }
}

const kept = (field: string, words: string): AppError => {
  const message = `${field}: ${words}`;
  return new AppError('refused', message, { fields: [{ field: 'yaml', message }] });
};
