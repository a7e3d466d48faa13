/**
 * Which agent reads which host: one session lock a host, held on one connection of this agent. When an agent dies its
 * connection dies, and with it its locks: another takes its hosts at the next beat.
 */
import { Client } from 'pg';
import type { AgentPorts } from '@/lib/agent/ports';
import { sleepUnless } from '@/lib/agent/system-clock';
import { CLAIM_HOSTS_EVERY_MS } from '@/lib/agent/tunables';

/** First key of the advisory locks. */
const HOST_READER_LOCK = 5_106_444;

/** A database that does not answer for so long is taken for lost, and with it the claims; the connection is made anew. */
const ANSWER_DEADLINE_MS = 5_000;

export interface HostClaims {
  holds(hostId: string): boolean;
  /** The hosts this agent would read; claims are tried at once and on every beat. */
  want(hostIds: readonly string[]): void;
  stop(): Promise<void>;
}

export function createHostClaims(
  ports: Pick<AgentPorts, 'databaseUrl' | 'clock' | 'emit'>,
  onClaimed: (hostId: string) => void,
): HostClaims {
  const stopping = new AbortController();
  const held = new Set<string>();
  let wanted: readonly string[] = [];
  let wake = new AbortController();

  const claimOn = async (client: Client, lost: AbortSignal): Promise<void> => {
    while (!stopping.signal.aborted && !lost.aborted) {
      wake = new AbortController();
      for (const id of [...held].filter((one) => !wanted.includes(one))) {
        held.delete(id);
        await client.query('select pg_advisory_unlock($1, hashtext($2))', [HOST_READER_LOCK, id]);
      }
      for (const id of wanted.filter((one) => !held.has(one))) {
        const result = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as got', [
          HOST_READER_LOCK,
          id,
        ]);
        if (result.rows[0]?.got !== true) continue;
        held.add(id);
        onClaimed(id);
      }
      const until = AbortSignal.any([stopping.signal, lost, wake.signal]);
      // Between beats the connection says nothing; asking it finds out in time that it is lost.
      if (await sleepUnless(ports.clock, CLAIM_HOSTS_EVERY_MS, until)) await client.query('select 1');
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const client = new Client({
        connectionString: ports.databaseUrl,
        application_name: 'gridbox host claims',
        connectionTimeoutMillis: ANSWER_DEADLINE_MS,
        query_timeout: ANSWER_DEADLINE_MS,
      });
      const lost = new AbortController();
      client.on('error', (error) => lost.abort(error));
      client.on('end', () => lost.abort());
      try {
        await client.connect();
        await claimOn(client, lost.signal);
      } catch (error) {
        if (!stopping.signal.aborted) ports.emit({ type: 'loop.error', loop: 'host-claims', error });
      } finally {
        held.clear();
        await client.end().catch(() => undefined); // It may be the very connection that was lost.
      }
      await sleepUnless(ports.clock, CLAIM_HOSTS_EVERY_MS, stopping.signal);
    }
  };

  const running = run();
  return {
    holds: (hostId) => held.has(hostId),
    want: (hostIds) => {
      wanted = [...hostIds];
      wake.abort();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
