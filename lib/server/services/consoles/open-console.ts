import { canOpenConsole } from '@/lib/domain/console';
import { AppError } from '@/lib/domain/errors';
import { parseCapabilities } from '@/lib/server/db/facts';
import { writeAudit } from '@/lib/server/audit/write-audit';
import type { Identity } from '@/lib/server/auth/authenticate';
import { requireScope } from '@/lib/server/auth/require-scope';
import type { ServiceContext } from '@/lib/server/service-context';
import { situationOf } from '@/lib/server/services/domains/domain-rows';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { CONSOLE_CHANNEL, CONSOLE_GONE_MS } from './console-sql';
import { streamConsole } from './stream-console';

/** Consoles one account has open at once. More are forgotten pages, and each holds a stream on its host. */
const CONSOLES_PER_USER_MAX = 8;

export interface OpenConsoleOptions {
  readonly context: ServiceContext;
  readonly databaseUrl: string;
  readonly id: string;
  readonly signal: AbortSignal;
  /** Looks at the session again; undefined when it has ended. */
  readonly reauthenticate: () => Promise<Identity | undefined>;
}

/**
 * Opens the console of a running domain and streams what its guest writes, until the reader leaves. The row asks the agents
 * for it; its opening is in the audit, what is typed is in no log.
 * @throws AppError `forbidden`, `not-found`, `unsupported` or `refused` with the sentence of the page, `rate-limited`.
 */
export async function openConsole(options: OpenConsoleOptions): Promise<Response> {
  const { context, id } = options;
  const { actor, db } = context;
  requireScope(actor, 'domains:operate');
  const consoleId = await db.$transaction(async (tx) => {
    const row = await readDomainRow(tx, actor, id);
    const host =
      row.hostId === null
        ? null
        : await tx.host.findUnique({ where: { id: row.hostId }, select: { capabilities: true } });
    const noConsole = parseCapabilities(host?.capabilities)?.noConsole;
    const verdict = canOpenConsole(actor, situationOf(row), noConsole);
    if (!verdict.allowed) throw new AppError(verdict.reason === noConsole ? 'unsupported' : 'refused', verdict.reason);
    const open = await tx.console.count({
      where: { userId: actor.userId, endedAt: null, readAt: { gt: new Date(Date.now() - CONSOLE_GONE_MS) } },
    });
    if (open >= CONSOLES_PER_USER_MAX)
      throw new AppError('rate-limited', `This account has ${open} consoles open already; close one first.`);
    if (row.hostId === null) throw new AppError('refused', 'No host holds this domain.');
    const made = await tx.console.create({ data: { domainId: id, hostId: row.hostId, userId: actor.userId } });
    await writeAudit(tx, context, {
      action: 'openConsole',
      scope: 'domains:operate',
      subjectType: 'domain',
      subjectId: id,
      subjectName: row.name,
      vo: row.vo ?? undefined,
    });
    await tx.$executeRaw`select pg_notify(${CONSOLE_CHANNEL}, ${made.id}::text)`;
    return made.id;
  });
  return new Response(streamConsole({ ...options, consoleId }), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // A compressing proxy would hold what was written back to compress more of it.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
