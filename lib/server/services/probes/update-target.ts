import type { z } from 'zod';
import type { ProbeTarget, UpdateProbeTarget } from '@/lib/contracts/probes';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { checkCa, checkProbes, sealIdentity } from './check-target';
import { targetBody } from './read-target';
import { keepStates, recordTarget, targetChanged, targetTaken } from './record-target';
import { probesOf, readTargetRow } from './target-rows';

/** Changes where and what is probed, or stops it. @throws AppError `forbidden`, `not-found`, `bad-request`, `conflict`. */
export async function updateProbeTarget(options: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly input: UpdateProbeTarget;
  readonly ifMatch: number | undefined;
  readonly secret?: string | undefined;
}): Promise<z.input<typeof ProbeTarget>> {
  const { context, id, input, ifMatch, secret = getConfig().secret } = options;
  const { actor } = context;
  requireScope(actor, 'probes:write');
  const { identity, name, ...rest } = input;
  checkCa(input.trustedCa);
  const sealed =
    identity === undefined
      ? {}
      : identity === null
        ? { clientCertificate: null, clientKeyEncrypted: null }
        : sealIdentity(identity, { secret, targetId: id });
  try {
    return await context.db.$transaction(async (tx) => {
      const before = await readTargetRow(tx, actor, id);
      if (ifMatch !== undefined && ifMatch !== before.version) throw targetChanged(before.version);
      if (name !== undefined && before.domainId !== null) {
        const message = 'a domain is called by its own name';
        throw new AppError('bad-request', `name: ${message}`, { fields: [{ field: 'name', message }] });
      }
      checkProbes(input.roles ?? before.roles, input.probes ?? probesOf(before));
      const changed = await tx.probeTarget.updateMany({
        where: { id, version: before.version },
        data: {
          ...withoutUndefined(rest),
          ...(name === undefined ? {} : { name }),
          ...sealed,
          version: { increment: 1 },
        },
      });
      if (changed.count === 0) throw targetChanged(before.version + 1);
      await keepStates(tx, id, input.probes ?? probesOf(before), context.now());
      // Somebody waits to see what the change does.
      await tx.probeState.updateMany({
        where: { targetId: id, probe: { not: 'ce-job' } },
        data: { nextDueAt: context.now() },
      });
      const after = await readTargetRow(tx, actor, id);
      await recordTarget(tx, context, 'updateProbeTarget', before, after);
      return await targetBody(tx, after, context.now());
    });
  } catch (error) {
    throw isUniqueViolation(error) ? targetTaken(name ?? null) : error;
  }
}

/** Of a partial body: what is not there is not changed. */
function withoutUndefined<T extends object>(values: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  // Filtered by exactly what the type leaves out.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
}
