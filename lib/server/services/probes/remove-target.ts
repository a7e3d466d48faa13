import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { recordTarget, targetChanged } from './record-target';
import { readTargetRow } from './target-rows';

/** Probes it no more, and forgets what was answered. @throws AppError `forbidden`, `not-found`, `conflict`. */
export async function removeProbeTarget(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly ifMatch: number | undefined;
}): Promise<void> {
  const { context, id, ifMatch } = options;
  requireScope(context.actor, 'probes:write');
  await context.db.$transaction(async (tx) => {
    const before = await readTargetRow(tx, context.actor, id);
    if (ifMatch !== undefined && ifMatch !== before.version) throw targetChanged(before.version);
    await tx.probeTarget.delete({ where: { id } });
    await recordTarget(tx, context, 'removeProbeTarget', before, undefined);
  });
}
