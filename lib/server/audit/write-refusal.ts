import type { RouteContract } from '@/lib/contracts/routes/route';
import type { AppError, ErrorCode } from '@/lib/domain/errors';
import type { ServiceContext } from '@/lib/server/service-context';

/** Attempts that somebody made and was told "no"; a malformed request is no attempt at anything. */
const RECORDED: readonly ErrorCode[] = ['forbidden', 'not-found', 'conflict', 'refused', 'unsupported', 'rate-limited'];

/** Records a refused write. Its service wrote nothing, so this stands alone. */
export async function writeRefusal(options: {
  readonly context: ServiceContext;
  readonly contract: RouteContract;
  readonly error: AppError;
  readonly subjectId: string | undefined;
}): Promise<void> {
  const { context, contract, error, subjectId } = options;
  if (!RECORDED.includes(error.code)) return;
  await context.db.audit.create({
    data: {
      at: context.now(),
      actorId: context.actor.userId,
      actorName: context.actor.name,
      via: context.actor.via,
      action: contract.id,
      scope: contract.access,
      subjectType: contract.tag.toLowerCase(),
      // What was in the path, as it was: it may name nothing that exists.
      subjectId: subjectId?.slice(0, 64) ?? null,
      reason: error.message.slice(0, 500),
      outcome: 'refused',
      requestId: context.requestId,
      address: context.address ?? null,
    },
  });
}
