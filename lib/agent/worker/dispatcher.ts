/**
 * Hears from the web half what to look at, on one connection of its own. Nothing heard here is needed for the truth: what
 * was said while nobody listened is found by the sweep, in the rows.
 */
import { Client } from 'pg';
import { z } from 'zod';
import { CANCEL_CHANNEL, HOSTS_CHANNEL, LOOK_CHANNEL } from '@/lib/operations/dispatch';
import { CONSOLE_CHANNEL } from '@/lib/server/services/consoles/console-sql';
import type { AgentPorts } from '@/lib/agent/ports';
import { sleepUnless } from '@/lib/agent/system-clock';
import { SWEEP_EVERY_MS } from '@/lib/agent/tunables';

export interface Dispatcher {
  stop(): Promise<void>;
}

const OperationId = z.uuid();

const RECONNECT_MS = 1_000;
/** A database that does not answer for so long is taken for lost, and the connection made anew. */
const ANSWER_DEADLINE_MS = 10_000;

export function startDispatcher(
  ports: AgentPorts,
  on: {
    readonly look: (id: string) => void;
    readonly cancel: (id: string) => void;
    readonly hostsChanged: () => void;
    readonly console: (id: string) => void;
    /** It listens again: whatever was said before was not heard. */
    readonly listening: () => void;
  },
): Dispatcher {
  const stopping = new AbortController();
  const listen = async () => {
    const client = new Client({
      connectionString: ports.databaseUrl,
      application_name: 'gridbox agent channels',
      connectionTimeoutMillis: ANSWER_DEADLINE_MS,
      query_timeout: ANSWER_DEADLINE_MS,
    });
    const lost = new AbortController();
    client.on('error', (error) => lost.abort(error));
    client.on('end', () => lost.abort());
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === HOSTS_CHANNEL) on.hostsChanged();
      // Anybody who may connect to the database may notify: what is no id is nothing to us.
      else if (!OperationId.safeParse(payload).success) return;
      else if (channel === LOOK_CHANNEL) on.look(payload);
      else if (channel === CONSOLE_CHANNEL) on.console(payload);
      else on.cancel(payload);
    });
    try {
      await client.connect();
      await client.query(
        `listen ${LOOK_CHANNEL}; listen ${CANCEL_CHANNEL}; listen ${HOSTS_CHANNEL}; listen ${CONSOLE_CHANNEL}`,
      );
      on.listening();
      const over = AbortSignal.any([stopping.signal, lost.signal]);
      // A connection that died without a word is noticed by asking.
      while (await sleepUnless(ports.clock, SWEEP_EVERY_MS, over)) await client.query('select 1');
    } finally {
      await client.end().catch(() => undefined); // It may be the very connection that was lost.
    }
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await listen();
      } catch (error) {
        if (!stopping.signal.aborted) ports.emit({ type: 'loop.error', loop: 'channels', error });
      }
      await sleepUnless(ports.clock, RECONNECT_MS, stopping.signal);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
