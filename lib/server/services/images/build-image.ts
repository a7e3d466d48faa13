import type { z } from 'zod';
import type { BuildImage } from '@/lib/contracts/images';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { OPERATIONS } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import { appendEvent } from '@/lib/server/events/append-event';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, submitCommand, type CommandCall } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';
import { buildRefusal } from './image-detail';
import { findImage } from './image-rows';

/** Queues a build. @throws AppError `not-found`, `refused` for a version that is not offered, `conflict` for a used key. */
export async function buildImage(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: BuildImage;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, body, call } = options;
  requireScope(context.actor, 'images:build');
  const input = { specificationId: id, fresh: body.fresh };
  const operation = await context.db.$transaction(async (tx) => {
    const { name, version, vo, hash, ...row } = await findImage(tx, context.actor, id);
    const { idempotencyKey } = call;
    const earlier = await findEarlierOperation(tx, context, { idempotencyKey, kind: 'build-image', input });
    if (earlier !== undefined) return earlier;
    const refusal = buildRefusal({ version, ...row });
    if (refusal !== undefined) throw new AppError('refused', refusal);
    const submitted = await submitCommand(tx, context, call, {
      action: 'buildImage',
      kind: 'build-image',
      input,
      title: OPERATIONS['build-image'].title({ image: `${name}, version ${version}` }),
      reason: body.reason,
      image: { id, name, vo },
    });
    if (!submitted.created) return submitted.operation;
    await tx.imageBuild.create({
      data: {
        operationId: submitted.operation.id,
        specificationId: id,
        hash,
        fresh: body.fresh,
        createdAt: context.now(),
      },
    });
    await appendEvent(
      tx,
      { type: 'image.changed', specificationId: id, name, version, words: 'is to be built' },
      { vo },
    );
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}
