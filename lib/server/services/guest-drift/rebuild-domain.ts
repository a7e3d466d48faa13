import type { z } from 'zod';
import type { RebuildDomain } from '@/lib/contracts/guest-drift';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { isActive } from '@/lib/domain/domain';
import { AppError } from '@/lib/domain/errors';
import { OPERATIONS } from '@/lib/operations/registry';
import { requireScope } from '@/lib/server/auth/require-scope';
import { requireVerdict } from '@/lib/server/services/domains/act-on-domain';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { requireAllowedImage } from '@/lib/server/services/image-trust/require-allowed-image';
import { findEarlierOperation } from '@/lib/server/services/operations/find-earlier-operation';
import { acceptedBody, type CommandCall, submitCommand } from '@/lib/server/services/operations/submit-command';
import type { ServiceContext } from '@/lib/server/service-context';
import { creationOf, rebuildRefusal } from './rebuild-refusal';

/**
 * Queues a deletion and, behind it, the creation that made the domain: operations of one domain run in their order. The image stays in
 * use meanwhile; where the deletion leaves anything, the creation refuses.
 * @returns the creation
 * @throws AppError `forbidden`, `not-found`, `bad-request` without the name, `refused` with why, `conflict` for a used key.
 */
export async function rebuildDomain(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: RebuildDomain;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  const { context, id, body, call } = options;
  requireScope(context.actor, 'domains:create');
  const operation = await context.db.$transaction(async (tx) => {
    const creation = await creationOf(tx, id);
    const { idempotencyKey } = call;
    // Asked first: between the two operations there is no such domain.
    const earlier =
      creation === undefined
        ? undefined
        : await findEarlierOperation(tx, context, {
            idempotencyKey,
            kind: 'create-domain',
            input: creation,
            domainId: id,
          });
    if (earlier !== undefined) return earlier;
    const row = await readDomainRow(tx, context.actor, id);
    requireVerdict('delete', row);
    if (body.confirmName !== row.name) {
      const message = `give the name ${row.name}: what it holds on its disks is lost`;
      throw new AppError('bad-request', `confirmName: ${message}`, { fields: [{ field: 'confirmName', message }] });
    }
    const refusal = await rebuildRefusal(tx, id);
    if (refusal !== undefined || creation === undefined || row.hostId === null || row.hostName === null)
      throw new AppError('refused', refusal ?? 'No host is known to hold it.');
    const uses = await tx.imageUse.findMany({ where: { subject: `domain:${id}` }, include: { image: true } });
    if (uses.some(({ image }) => image.removedAt !== null))
      throw new AppError('refused', 'The files of its image are removed; build it again.');
    const imageIds = uses.map(({ imageId }) => imageId);
    await requireAllowedImage(tx, { vo: row.vo, sources: { imageIds, hostPaths: [] }, now: context.now() });
    await submitCommand(
      tx,
      context,
      {},
      {
        action: 'rebuildDomain',
        kind: 'delete-domain',
        input: { stop: isActive(row.state) ? 'force-off' : 'no' },
        title: OPERATIONS['delete-domain'].title({ domain: row.name, host: row.hostName }),
        reason: body.reason,
        domain: row,
        hostId: row.hostId,
      },
    );
    const submitted = await submitCommand(tx, context, call, {
      action: 'rebuildDomain',
      kind: 'create-domain',
      input: creation,
      title: OPERATIONS['create-domain'].title({ domain: row.name, host: row.hostName }),
      reason: body.reason,
      domain: row,
      hostId: row.hostId,
      hostName: row.hostName,
    });
    return submitted.operation;
  });
  return await acceptedBody(context.db, operation, call);
}
