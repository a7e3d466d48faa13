/**
 * Open consoles of the hosts that this agent reads. A row asks for one; the text of both ways passes through rows, because
 * browser, web half and agent meet in the database only (docs/decisions/0001).
 */
import type { AgentPorts } from '@/lib/agent/ports';
import type { HostDirectory } from '@/lib/agent/hosts/host-directory';
import { CONSOLE_IDLE_MS } from '@/lib/domain/console';
import { formatDuration } from '@/lib/utils/time';
import { CONSOLE_GONE_MS } from '@/lib/server/services/consoles/console-sql';
import { createConsoleSession, type ConsoleSession } from './console-session';

export interface Consoles {
  /** Somebody opened, typed into or closed this one. */
  look(id: string): void;
  /** Says that those of this agent are served, ends those nobody reads, and finds those it was not told of. */
  beat(): Promise<void>;
  stop(): Promise<void>;
}

interface Claimed {
  readonly id: string;
  readonly domainId: string;
  readonly hostId: string;
}

const UNSERVED = `
  select "id"::text as id, "hostId"::text as "hostId" from "Console"
  where "owner" is null and "endedAt" is null and ($1::uuid is null or "id" = $1::uuid)
    and "readAt" > now() - $2 * interval '1 ms'`;
const CLAIM = `
  update "Console" set "owner" = $2 where "id" = $1::uuid and "owner" is null and "endedAt" is null
  returning "id"::text as id, "domainId"::text as "domainId", "hostId"::text as "hostId"`;
const BEAT = `
  update "Console" set "servedAt" = now() where "id" = any($1::uuid[]) and "servedAt" is not null and "endedAt" is null
  returning "id"::text as id, "readAt" < now() - $2 * interval '1 ms' as unread,
    "typedAt" < now() - $3 * interval '1 ms' as idle`;
/** A row that is still open after this has lost both its reader and its agent. */
const FORGET = `delete from "Console" where coalesce("endedAt", "readAt") < now() - interval '1 hour'`;

export function createConsoles(
  ports: AgentPorts,
  directory: HostDirectory,
  holds: (hostId: string) => boolean,
): Consoles {
  const sessions = new Map<string, ConsoleSession>();
  let stopped = false;

  const claim = async (id: string | null): Promise<void> => {
    const { rows } = await ports.pool.query<{ id: string; hostId: string }>(UNSERVED, [id, CONSOLE_GONE_MS]);
    for (const row of rows.filter(({ hostId }) => holds(hostId))) {
      const claimed = (await ports.pool.query<Claimed>(CLAIM, [row.id, ports.owner])).rows[0];
      if (claimed === undefined || stopped) continue;
      const session = createConsoleSession(ports, directory, claimed);
      sessions.set(claimed.id, session);
      void session.ended.then(() => sessions.delete(claimed.id));
    }
  };

  return {
    look: (id) => {
      const session = sessions.get(id);
      if (session !== undefined) session.look();
      else if (!stopped)
        claim(id).catch((error: unknown) => ports.emit({ type: 'loop.error', loop: 'consoles', error }));
    },
    beat: async () => {
      await ports.pool.query(FORGET);
      await claim(null);
      if (sessions.size === 0) return;
      const { rows } = await ports.pool.query<{ id: string; unread: boolean; idle: boolean }>(BEAT, [
        [...sessions.keys()],
        CONSOLE_GONE_MS,
        CONSOLE_IDLE_MS,
      ]);
      for (const { id, unread, idle } of rows) {
        if (unread) sessions.get(id)?.end('The page that read it has gone.');
        else if (idle) sessions.get(id)?.end(`Nothing was typed for ${formatDuration(CONSOLE_IDLE_MS)}.`);
      }
      for (const session of sessions.values()) session.look();
    },
    stop: async () => {
      stopped = true;
      const all = [...sessions.values()];
      for (const session of all) session.end('The agent that served it is ending; open it again.');
      await Promise.all(all.map(async (session) => await session.ended));
    },
  };
}
