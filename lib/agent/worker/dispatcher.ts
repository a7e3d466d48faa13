/**
 * Hears from the web half what to look at: graphile-worker's jobs for new and woken operations, and two plain channels for
 * cancellations and changed hosts. A job is done once the operation was looked at; the run itself is the runner's.
 */
import { EventEmitter } from 'node:events';
import { Logger, run as runWorker, type Runner as JobRunner } from 'graphile-worker';
import { Client } from 'pg';
import { z } from 'zod';
import { CANCEL_CHANNEL, HOSTS_CHANNEL, LOOK_AT_OPERATION } from '@/lib/operations/dispatch';
import type { AgentPorts } from '@/lib/agent/ports';
import { sleepUnless } from '@/lib/agent/system-clock';
import { SWEEP_EVERY_MS } from '@/lib/agent/tunables';

export interface Dispatcher {
  stop(): Promise<void>;
}

/** Looks at once; each is one claim, a few round trips to the database. */
const LOOKS_AT_ONCE = 8;
/** Jobs fetched at once, so that a flood costs few fetches. */
const JOBS_AHEAD = 32;
/** A net under the notifications of new jobs. */
const POLL_MS = 2_000;
const RECONNECT_MS = 1_000;

const Payload = z.object({ id: z.uuid() });

export async function startDispatcher(
  ports: AgentPorts,
  on: {
    readonly look: (id: string) => Promise<void>;
    readonly cancel: (id: string) => void;
    readonly hostsChanged: () => void;
  },
): Promise<Dispatcher> {
  const jobs = await startJobs(ports, on.look);
  const channels = startChannels(ports, on);
  return {
    stop: async () => {
      await Promise.all([jobs.stop(), channels.stop()]);
    },
  };
}

/** Kept running: after a loss of the database the worker may give up for good, and is then started anew. */
async function startJobs(ports: AgentPorts, look: (id: string) => Promise<void>): Promise<Dispatcher> {
  const stopping = new AbortController();
  let current = await runJobs(ports, look);
  const restarted = async (): Promise<boolean> => {
    try {
      current = await runJobs(ports, look);
      return true;
    } catch (error) {
      ports.emit({ type: 'loop.error', loop: 'jobs', error });
      return false;
    }
  };
  const running = (async () => {
    for (;;) {
      try {
        await current.promise;
      } catch (error) {
        ports.emit({ type: 'loop.error', loop: 'jobs', error });
      }
      do {
        if (!(await sleepUnless(ports.clock, RECONNECT_MS, stopping.signal))) return;
      } while (!(await restarted()));
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await current.stop().catch((error: unknown) => {
        // It had ended by itself; that it says so is no news.
        if (!(error instanceof Error)) throw error;
      });
      await running;
    },
  };
}

async function runJobs(ports: AgentPorts, look: (id: string) => Promise<void>): Promise<JobRunner> {
  const events = new EventEmitter();
  const report = (loop: string) => (problem: { readonly error: unknown }) =>
    ports.emit({ type: 'loop.error', loop, error: problem.error });
  events.on('pool:listen:error', report('jobs:listen'));
  events.on('worker:getJob:error', report('jobs:get'));
  events.on('worker:fatalError', report('jobs:worker'));
  return await runWorker({
    pgPool: ports.pool,
    concurrency: LOOKS_AT_ONCE,
    noHandleSignals: true,
    pollInterval: POLL_MS,
    logger: new Logger(() => () => undefined),
    events,
    preset: { worker: { localQueue: { size: JOBS_AHEAD }, completeJobBatchDelay: 5 } },
    taskList: {
      [LOOK_AT_OPERATION]: async (payload) => {
        const parsed = Payload.safeParse(payload);
        if (!parsed.success) return;
        try {
          await look(parsed.data.id);
        } catch (error) {
          // The sweep looks again; a retry by the dispatcher would only be a second net.
          ports.emit({ type: 'loop.error', loop: 'look', error });
        }
      },
    },
  });
}

function startChannels(
  ports: AgentPorts,
  on: { readonly cancel: (id: string) => void; readonly hostsChanged: () => void },
): Dispatcher {
  const stopping = new AbortController();
  const listen = async () => {
    const client = new Client({ connectionString: ports.databaseUrl, application_name: 'gridbox agent channels' });
    const lost = new AbortController();
    client.on('error', (error) => lost.abort(error));
    client.on('end', () => lost.abort());
    client.on('notification', (message) => {
      if (message.channel === CANCEL_CHANNEL) on.cancel(message.payload ?? '');
      else on.hostsChanged();
    });
    try {
      await client.connect();
      await client.query(`listen ${CANCEL_CHANNEL}; listen ${HOSTS_CHANNEL}`);
      // What was said while nobody listened: rows are read anew; cancellations are seen by the next heartbeat.
      on.hostsChanged();
      const over = AbortSignal.any([stopping.signal, lost.signal]);
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
