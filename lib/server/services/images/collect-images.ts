import type { z } from 'zod';
import type { CollectImages } from '@/lib/contracts/images';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { OPERATIONS } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';

/** Queues a collection. What it removes is settled when it runs: `previewCollection` shows what that would be now. */
export async function collectImages(options: {
  readonly context: ServiceContext;
  readonly body: CollectImages;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, body, call } = options;
  requireScope(context.actor, 'images:build');
  const { reason, ...input } = body;
  const operation = await context.db.$transaction(async (tx) => {
    const { idempotencyKey } = call;
    const earlier = await findEarlierOperation(tx, context, { idempotencyKey, kind: 'collect-images', input });
    if (earlier !== undefined) return earlier;
    const submitted = await submitCommand(tx, context, call, {
      action: 'collectImages',
      kind: 'collect-images',
      input,
      title: OPERATIONS['collect-images'].title({}),
      reason,
      image: { id: undefined, name: 'all', vo: null },
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}
