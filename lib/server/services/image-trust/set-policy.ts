import type { z } from 'zod';
import type { ImagePolicy, SetImagePolicy } from '@/lib/contracts/image-trust';
import { IMAGE_RULE_WORDS } from '@/lib/domain/image-trust';
import { writeAudit } from '@/lib/server/audit/write-audit';
import { requireScope } from '@/lib/server/auth/require-scope';
import { appendEvent } from '@/lib/server/events/append-event';
import type { ServiceContext } from '@/lib/server/service-context';
import { policyBody } from './list-policies';

/** Says which images a VO takes from now on; domains that are there stay. @throws AppError `forbidden` */
export async function setImagePolicy(options: {
  readonly context: ServiceContext;
  readonly input: SetImagePolicy;
}): Promise<z.input<typeof ImagePolicy>> {
  const { context, input } = options;
  requireScope(context.actor, 'images:trust');
  const { vo, rule } = input;
  return await context.db.$transaction(async (tx) => {
    const before = await tx.imagePolicy.findUnique({ where: { vo } });
    const values = { rule, setByName: context.actor.name, setAt: context.now() };
    const row = await tx.imagePolicy.upsert({ where: { vo }, create: { vo, ...values }, update: values });
    await writeAudit(tx, context, {
      action: 'setImagePolicy',
      scope: 'images:trust',
      subjectType: 'vo',
      subjectId: vo,
      subjectName: vo,
      vo,
      reason: input.reason,
      before: { rule: before?.rule ?? 'any' },
      after: { rule },
    });
    await appendEvent(tx, { type: 'image-trust.changed', words: `${vo} takes ${IMAGE_RULE_WORDS[rule]}` }, { vo });
    return policyBody(row);
  });
}
