/** One open console: what the guest writes goes to rows, what was typed comes from rows, until one side ends it. */
import type { AgentPorts } from '@/lib/agent/ports';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import { domainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { DomainConsole } from '@/lib/drivers/port';
import { CONSOLE_CHANNEL, END_CONSOLE } from '@/lib/server/services/consoles/console-sql';

export interface ConsoleSession {
  /** Something was typed, or the reader left. */
  look(): void;
  end(reason: string): void;
  /** Closed at the host, and its row says so. */
  readonly ended: Promise<void>;
}

/** Opening asks the host once; one that needs longer is called silent too early, and the reader tries again. */
const OPEN_DEADLINE_MS = 10_000;
/** What a guest writes in this time is one row: quick enough for the eye, few enough for the database. */
const GATHER_MS = 20;
/** One row holds no more. */
const PIECE_MAX_BYTES = 16 * 1024;
/** Rows that wait for a reader; beyond this what the guest writes is dropped, and the reader told. */
const WAITING_MAX = 64;
/** Not yet in rows: a guest that writes faster than the database takes loses the rest. */
const GATHERED_MAX_BYTES = 512 * 1024;
const DROPPED = Buffer.from('\r\n[Gridbox: the guest writes faster than this is read; some of it is left out]\r\n');

const SERVED = `
  with served as (update "Console" set "servedAt" = now() where "id" = $1::uuid and "endedAt" is null returning "id")
  select pg_notify('${CONSOLE_CHANNEL}', "id"::text) from served`;
const PUT = `
  with put as (
    insert into "ConsoleText" ("consoleId", "typed", "bytes") select $1::uuid, false, $2::bytea
    where (select count(*) from "ConsoleText" where "consoleId" = $1::uuid and not "typed") < ${WAITING_MAX}
      and exists (select from "Console" where "id" = $1::uuid and "endedAt" is null)
    returning "number"
  )
  select pg_notify('${CONSOLE_CHANNEL}', $1::text) from put`;
const TAKE = `
  delete from "ConsoleText" where "consoleId" = $1::uuid and "typed" returning "number"::text as number, "bytes"`;
const STATE = `select "endedAt" is not null as ended from "Console" where "id" = $1::uuid`;

export function createConsoleSession(
  ports: AgentPorts,
  directory: HostDirectory,
  row: { readonly id: string; readonly domainId: string; readonly hostId: string },
): ConsoleSession {
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  let dropped = false;
  let timer: NodeJS.Timeout | undefined;
  let putting: Promise<void> = Promise.resolve();
  const over = new AbortController();
  let reason: string | undefined;
  let due = false;
  let wake: () => void = () => undefined;

  const look = (): void => {
    due = true;
    wake();
  };
  const end = (why: string): void => {
    reason ??= why;
    over.abort();
    look();
  };
  const failed = (error: unknown): void => {
    if (!DriverError.is(error)) ports.emit({ type: 'loop.error', loop: 'consoles', error });
    end(DriverError.is(error) ? error.message : 'Gridbox lost its database for a moment; open the console again.');
  };

  /** Everything gathered, in pieces, one after the other: their numbers are their order. */
  const put = async (): Promise<void> => {
    const bytes = Buffer.concat(gathered);
    gathered = [];
    gatheredBytes = 0;
    for (let from = 0; from < bytes.length; from += PIECE_MAX_BYTES) {
      const piece = bytes.subarray(from, from + PIECE_MAX_BYTES);
      const said = dropped ? Buffer.concat([DROPPED, piece]) : piece;
      const { rowCount } = await ports.pool.query(PUT, [row.id, said]);
      dropped = rowCount === 0;
    }
  };
  const gather = (bytes: Uint8Array): void => {
    if (gatheredBytes + bytes.length > GATHERED_MAX_BYTES) {
      dropped = true;
      return;
    }
    gathered.push(Buffer.from(bytes));
    gatheredBytes += bytes.length;
    timer ??= setTimeout(() => {
      timer = undefined;
      putting = putting.then(put).catch(failed);
    }, GATHER_MS);
  };

  const type = async (opened: DomainConsole): Promise<void> => {
    const { rows } = await ports.pool.query<{ number: string; bytes: Buffer }>(TAKE, [row.id]);
    rows.sort((a, b) => Number(BigInt(a.number) - BigInt(b.number)));
    for (const { bytes } of rows) await opened.write(bytes);
  };

  const serve = async (): Promise<void> => {
    let opened: DomainConsole | undefined;
    try {
      const connection = await directory.connection(row.hostId);
      opened = await connection.openConsole(
        domainId(row.domainId),
        { onBytes: gather, onEnd: () => end('The domain stopped, moved to another host, or its host was lost.') },
        { deadlineMs: OPEN_DEADLINE_MS },
      );
      await ports.pool.query(SERVED, [row.id]);
      while (!over.signal.aborted) {
        due = false;
        await type(opened);
        const state = (await ports.pool.query<{ ended: boolean }>(STATE, [row.id])).rows[0];
        if (state?.ended !== false) end('The page was closed.');
        if (due) continue;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } catch (error) {
      failed(error);
    }
    clearTimeout(timer);
    await opened?.close().catch(() => undefined); // Its connection may be gone, and the console with it.
    try {
      await putting;
      await put();
      await ports.pool.query(END_CONSOLE, [row.id, reason ?? 'The console was closed.']);
    } catch (error) {
      // The web half finds out by itself that nobody serves it any more.
      ports.emit({ type: 'loop.error', loop: 'consoles', error });
    }
  };

  return { look, end, ended: serve() };
}
