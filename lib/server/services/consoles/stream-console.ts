import { Client } from 'pg';
import type { ConsoleFrame } from '@/lib/contracts/consoles';
import { AppError } from '@/lib/domain/errors';
import { hasScope } from '@/lib/domain/access';
import { SECOND_MS } from '@/lib/utils/time';
import { getLog } from '@/lib/server/log';
import { readDomainRow } from '@/lib/server/services/domains/read-domain-row';
import { CONSOLE_BEAT_MS, CONSOLE_CHANNEL, CONSOLE_GONE_MS, END_CONSOLE } from './console-sql';
import type { OpenConsoleOptions } from './open-console';

/** A net under the notifications: a lost one is this late. */
const LOOK_ANYWAY_MS = SECOND_MS;
/** An agent takes a console up within moments, and then asks the host; a host that is read by nobody is told of after this. */
const CONNECT_DEADLINE_MS = 20 * SECOND_MS;
/** A reader this far behind is stuck or too slow, and ended. */
const BEHIND_MAX_BYTES = 4 * 1024 * 1024;
const QUERY_TIMEOUT_MS = 10 * SECOND_MS;

interface ConsoleRow {
  readonly reason: string | null;
  readonly ended: boolean;
  readonly served: boolean;
  /** Milliseconds since the agent said that it serves it; before that, since it was asked for. */
  readonly silentMs: number;
}

const TAKE = `
  delete from "ConsoleText" where "consoleId" = $1::uuid and not "typed" returning "number"::text as number, "bytes"`;
const STATE = `
  select "reason", "endedAt" is not null as ended, "servedAt" is not null as served,
    extract(epoch from now() - coalesce("servedAt", "openedAt"))::float8 * 1000 as "silentMs"
  from "Console" where "id" = $1::uuid`;
const FORGET = `delete from "ConsoleText" where "consoleId" = $1::uuid`;
const BEAT = `update "Console" set "readAt" = now() where "id" = $1::uuid and "endedAt" is null`;

/** The frames of one open console, one database connection each: it listens, so that what is typed is answered at once. */
export function streamConsole(
  options: OpenConsoleOptions & { readonly consoleId: string },
): ReadableStream<Uint8Array> {
  const { consoleId, signal } = options;
  const encoder = new TextEncoder();
  const over = new AbortController();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (frame: ConsoleFrame): void => {
          if (over.signal.aborted) return;
          controller.enqueue(encoder.encode(`data: ${JSON.stringify(frame)}\n\n`));
          if (-(controller.desiredSize ?? 0) > BEHIND_MAX_BYTES) over.abort();
        };
        const leave = (): void => over.abort();
        signal.addEventListener('abort', leave, { once: true });
        if (signal.aborted) leave();
        send({ frame: 'opened', consoleId });
        void follow(options, send, over.signal)
          .catch((error: unknown) => {
            getLog().warn({ err: error, requestId: options.context.requestId }, 'a console lost its database');
            send({ frame: 'ended', reason: 'Gridbox lost its database for a moment; open the console again.' });
          })
          .finally(() => {
            signal.removeEventListener('abort', leave);
            if (over.signal.aborted) return;
            over.abort();
            controller.close();
          });
      },
      cancel: () => over.abort(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 }),
  );
}

/** Until it has ended, here or at the agent. */
async function follow(
  options: OpenConsoleOptions & { readonly consoleId: string },
  send: (frame: ConsoleFrame) => void,
  over: AbortSignal,
): Promise<void> {
  const { consoleId } = options;
  const client = new Client({
    connectionString: options.databaseUrl,
    query_timeout: QUERY_TIMEOUT_MS,
    application_name: 'gridbox console',
  });
  let wake: () => void = () => undefined;
  let due = true;
  let lost: Error | undefined;
  const look = (): void => {
    due = true;
    wake();
  };
  client.on('notification', ({ payload }) => {
    if (payload === consoleId) look();
  });
  client.on('error', (error) => {
    lost = error;
    look();
  });
  over.addEventListener('abort', look, { once: true });
  try {
    await client.connect();
    await client.query(`listen ${CONSOLE_CHANNEL}`);
    let reason: string | undefined = 'The page was closed.';
    let connected = false;
    let beatAt = Date.now();
    while (!over.aborted) {
      due = false;
      if (lost !== undefined) throw lost;
      if (Date.now() - beatAt >= CONSOLE_BEAT_MS) {
        beatAt = Date.now();
        await client.query(BEAT, [consoleId]);
        if (!(await isStillAllowed(options))) {
          reason = 'The session has ended, or its role no longer opens this console.';
          break;
        }
      }
      // In this order: whoever ends it has written its last text before.
      const state = (await client.query<ConsoleRow>(STATE, [consoleId])).rows[0];
      const texts = await client.query<{ number: string; bytes: Buffer }>(TAKE, [consoleId]);
      if (state?.served === true && !connected) {
        connected = true;
        send({ frame: 'connected' });
      }
      texts.rows.sort((a, b) => Number(BigInt(a.number) - BigInt(b.number)));
      for (const { bytes } of texts.rows) send({ frame: 'output', data: bytes.toString('base64') });
      reason = endOf(state);
      if (reason !== undefined) break;
      reason = 'The page was closed.';
      // Set by a notification while the queries above ran.
      if (due as boolean) continue;
      const timer = setTimeout(look, LOOK_ANYWAY_MS);
      await new Promise<void>((resolve) => (wake = resolve));
      clearTimeout(timer);
    }
    await client.query(END_CONSOLE, [consoleId, reason]);
    await client.query(FORGET, [consoleId]);
    send({ frame: 'ended', reason });
  } finally {
    over.removeEventListener('abort', look);
    await client.end().catch(() => undefined); // It may be the very connection that was lost.
  }
}

/** Why there is no more of it; undefined while there is. */
function endOf(state: ConsoleRow | undefined): string | undefined {
  if (state === undefined) return 'The console was closed.';
  if (state.ended) return state.reason ?? 'The console was closed.';
  if (!state.served && state.silentMs > CONNECT_DEADLINE_MS)
    return 'No agent has opened the console. Its host may be connecting anew; try again.';
  if (state.served && state.silentMs > CONSOLE_GONE_MS)
    return 'The agent that served the console has ended; open it again.';
  return undefined;
}

async function isStillAllowed({ context, reauthenticate, id }: OpenConsoleOptions): Promise<boolean> {
  const identity = await reauthenticate();
  if (identity === undefined || !hasScope(identity.actor, 'domains:operate')) return false;
  try {
    await readDomainRow(context.db, identity.actor, id);
    return true;
  } catch (error) {
    if (AppError.is(error)) return false;
    throw error;
  }
}
