/**
 * Every enabled host with its link and its reader. Rows that are added, changed or removed are followed at once (the event
 * tail says so) and on a slow beat.
 */
import type { HostConnection } from '@/lib/drivers/port';
import { DriverError } from '@/lib/drivers/errors';
import type { AgentPorts } from '@/lib/agent/ports';
import { createHostReader, type HostReader } from '@/lib/agent/inventory/host-reader';
import { askAddresses } from '@/lib/agent/inventory/ask-addresses';
import { hearGuests } from '@/lib/agent/inventory/hear-guests';
import type { SeenNotifier } from '@/lib/agent/inventory/seen-notifier';
import { writeHostDown } from '@/lib/agent/inventory/write-host';
import type { SeenBoot } from '@/lib/server/services/recovery/note-restart';
import { sqlOfPool } from '@/lib/server/db/sql';
import { createHostLink, type HostLink } from './host-link';
import { type HostRow, readHostRows, sameConnection } from './host-row';
import type { HostClaims } from './host-claims';

export interface HostDirectory {
  /** Reads the rows and follows them. Calls take turns. */
  refresh(): Promise<void>;
  link(hostId: string): HostLink | undefined;
  row(hostId: string): HostRow | undefined;
  reader(hostId: string): HostReader | undefined;
  /** @throws DriverError `unreachable` where there is no connection, and none comes in a moment. */
  connection(hostId: string, signal?: AbortSignal): Promise<HostConnection>;
  stop(): Promise<void>;
}

interface Entry {
  row: HostRow;
  readonly link: HostLink;
  readonly reader: HostReader;
}

export function createHostDirectory(options: {
  readonly ports: AgentPorts;
  readonly claims: HostClaims;
  readonly seen: SeenNotifier;
  readonly onSuspects: (domainIds: readonly string[]) => void;
  readonly onGone: (domainIds: readonly string[]) => void;
  readonly noteBoot: (seen: SeenBoot) => Promise<void>;
}): HostDirectory {
  const { ports, claims } = options;
  const entries = new Map<string, Entry>();
  let turn: Promise<void> = Promise.resolve();
  let stopped = false;

  const open = (row: HostRow): Entry => {
    const owned = () => claims.holds(row.id);
    const reader = createHostReader({ ...options, row, owned });
    const link = createHostLink(ports, row, ports.drivers[row.driver], {
      serve: async (connection, signal, served) => {
        const over = new AbortController();
        const { isHeld } = served;
        const guests = { connection, running: reader.running, owned, isHeld };
        const ended = AbortSignal.any([signal, over.signal]);
        void hearGuests(ports, guests, ended);
        void askAddresses(ports, guests, ended);
        try {
          await reader.serve(connection, signal, served);
        } finally {
          // A connection may be served once more, and its guests are to be heard once.
          over.abort();
        }
      },
      onEvent: (event) => {
        if (event.kind === 'domain' && owned()) reader.look(event.domainId);
      },
      onDown: async (reason, remedy) => {
        try {
          if (!owned()) return;
          const changed = await writeHostDown(ports.pool, entries.get(row.id)?.row ?? row, { reason, remedy });
          if (changed) ports.emit({ type: 'host.down', hostId: row.id, name: row.name, reason });
        } catch (error) {
          // The database is away; the next failed try says it again.
          ports.emit({ type: 'loop.error', loop: 'host-down', error });
        }
      },
    });
    return { row, link, reader };
  };

  const refresh = async () => {
    const rows = (await readHostRows(sqlOfPool(ports.pool))).filter((row) => row.enabled);
    if (stopped) return;
    const wanted = new Map(rows.map((row) => [row.id, row]));
    for (const [id, entry] of entries) {
      const row = wanted.get(id);
      if (row !== undefined && sameConnection(row, entry.row)) {
        entry.row = row;
        continue;
      }
      entries.delete(id);
      // Not waited for: a connection that hangs while it closes must not hold up the others.
      void entry.link.stop();
    }
    claims.want([...wanted.keys()]);
    for (const row of rows) if (!entries.has(row.id)) entries.set(row.id, open(row));
  };

  return {
    refresh: async () => {
      turn = turn.then(refresh).catch((error: unknown) => ports.emit({ type: 'loop.error', loop: 'hosts', error }));
      await turn;
    },
    link: (hostId) => entries.get(hostId)?.link,
    row: (hostId) => entries.get(hostId)?.row,
    reader: (hostId) => entries.get(hostId)?.reader,
    connection: async (hostId, signal) => {
      const entry = entries.get(hostId);
      if (entry === undefined)
        throw new DriverError('unreachable', 'The host is disabled or was removed from Gridbox.');
      return await entry.link.connection(signal);
    },
    stop: async () => {
      stopped = true;
      await turn;
      await Promise.all([...entries.values()].map((entry) => entry.link.stop()));
      entries.clear();
    },
  };
}
