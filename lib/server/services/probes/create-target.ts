import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { CreateProbeTarget, ProbeTarget } from '@/lib/contracts/probes';
import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import { getConfig } from '@/lib/server/config';
import { isUniqueViolation } from '@/lib/server/db-errors';
import type { ServiceContext } from '@/lib/server/service-context';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { checkCa, checkProbes, sealIdentity } from './check-target';
import { targetBody } from './read-target';
import { keepStates, recordTarget, targetTaken } from './record-target';
import { readTargetRow } from './target-rows';

/** Sets up probes of a domain or of a native service. @throws AppError `forbidden`, `not-found`, `bad-request`, `conflict`. */
export async function createProbeTarget(options: {
  readonly context: ServiceContext;
  readonly input: CreateProbeTarget;
  readonly secret?: string | undefined;
}): Promise<z.input<typeof ProbeTarget>> {
  const { context, input, secret = getConfig().secret } = options;
  const { actor } = context;
  requireScope(actor, 'probes:write');
  const { identity, ...rest } = input;
  if ((input.domainId === null) === (input.name === null)) {
    const message = 'give the id of a domain, or the name of a native service';
    throw new AppError('bad-request', `name: ${message}`, { fields: [{ field: 'name', message }] });
  }
  // Native services are the testbed's own.
  if (input.domainId === null) requireScope(actor, 'hosts:read');
  checkProbes(input.roles, input.probes);
  checkCa(input.trustedCa);
  const id = randomUUID();
  const sealed = identity === null ? {} : sealIdentity(identity, { secret, targetId: id });
  try {
    return await context.db.$transaction(async (tx) => {
      if (input.domainId !== null) await readDomainRow(tx, actor, input.domainId);
      await tx.probeTarget.create({ data: { id, ...rest, ...sealed, createdAt: context.now() } });
      await keepStates(tx, id, input.probes, context.now());
      const row = await readTargetRow(tx, actor, id);
      await recordTarget(tx, context, 'createProbeTarget', undefined, row);
      return await targetBody(tx, row, context.now());
    });
  } catch (error) {
    throw isUniqueViolation(error) ? targetTaken(input.name) : error;
  }
}
