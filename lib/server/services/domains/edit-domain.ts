import type { z } from 'zod';
import type { EditDomain } from '@/lib/contracts/domains';
import type { OperationAccepted } from '@/lib/contracts/operations';
import { AppError } from '@/lib/domain/errors';
import { VERB_SCOPES } from '@/lib/domain/verb-scopes';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import type { CommandCall } from '@/lib/server/services/operations/submit-command';
import { actOnDomain } from './act-on-domain';

/**
 * Edits what travels with the domain.
 * @throws AppError as `actOnDomain`; `bad-request` for a home host that Gridbox does not know. One that it had before and that was
 * removed since may stay. A VO may be new: its first domain is what makes it known.
 */
export async function editDomain({
  context,
  id,
  body: { reason, ...input },
  call,
}: {
  readonly context: ServiceContext;
  readonly id: string;
  readonly body: EditDomain;
  readonly call: CommandCall;
}): Promise<z.input<typeof OperationAccepted>> {
  requireScope(context.actor, VERB_SCOPES.edit);
  const { homeHost } = input;
  if (homeHost !== undefined && homeHost !== null) {
    const [known, before] = await Promise.all([
      context.db.host.count({ where: { name: homeHost } }),
      context.db.domain.count({ where: { id, homeHost } }),
    ]);
    if (known + before === 0) {
      const message = `there is no host ${homeHost}`;
      throw new AppError('bad-request', `homeHost: ${message}`, { fields: [{ field: 'homeHost', message }] });
    }
  }
  return await actOnDomain({ context, action: 'editDomain', id, verb: 'edit', input, reason, call });
}
