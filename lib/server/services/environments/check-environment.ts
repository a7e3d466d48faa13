import type { EnvironmentNotes, EnvironmentPlace } from '@/lib/contracts/environments';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { lookAtNetwork } from './look-at-network';

/** What is to be known before it is offered; nothing is kept. @throws AppError `forbidden` */
export async function checkEnvironment(options: {
  readonly context: ServiceContext;
  readonly input: EnvironmentPlace;
}): Promise<EnvironmentNotes> {
  const { context, input } = options;
  requireScope(context.actor, 'environments:write');
  return { network: await lookAtNetwork(context.db, context.actor, input) };
}
