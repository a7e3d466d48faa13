import { AppError } from '@/lib/domain/errors';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { CONSOLE_CHANNEL } from './console-sql';

/** Pieces that wait for the agent; a person types one at a time, so more are a guest that reads nothing, or a flood. */
const WAITING_MAX = 64;

/**
 * Hands what was typed to the agent, in the order in which it comes.
 * @throws AppError `not-found` for a console that the caller does not have open, `conflict` where it has ended, `rate-limited`.
 */
export async function typeInConsole(options: {
  readonly context: ServiceContext;
  readonly id: string;
  /** Base64. */
  readonly data: string;
}): Promise<void> {
  const { context, id, data } = options;
  requireScope(context.actor, 'domains:operate');
  await context.db.$transaction(async (tx) => {
    const open = await tx.console.findFirst({ where: { id, userId: context.actor.userId } });
    if (open === null) throw new AppError('not-found', 'You have no such console open.');
    if (open.endedAt !== null) throw new AppError('conflict', open.reason ?? 'The console has been closed.');
    if ((await tx.consoleText.count({ where: { consoleId: id, typed: true } })) >= WAITING_MAX)
      throw new AppError('rate-limited', 'The guest does not read as fast as this is typed; wait a moment.');
    await tx.consoleText.create({ data: { consoleId: id, typed: true, bytes: Buffer.from(data, 'base64') } });
    await tx.console.update({ where: { id }, data: { typedAt: context.now() } });
    await tx.$executeRaw`select pg_notify(${CONSOLE_CHANNEL}, ${id}::text)`;
  });
}
