/** Tells the pages when hosts were read, a few times a second for all hosts together; nothing of it is kept. */
import type { Pool } from 'pg';
import type { AgentPorts } from '@/lib/agent/ports';
import { SEEN_CHANNEL } from '@/lib/server/events/tail-events';
import { SEEN_EVERY_MS } from '@/lib/agent/tunables';

interface SeenHost {
  readonly hostId: string;
  readonly seenAt: Date;
  readonly cpuLoad: number | undefined;
  readonly memoryFreeKiB: number | undefined;
}

export interface SeenNotifier {
  tell(host: SeenHost): void;
  stop(): void;
}

/** PostgreSQL takes payloads below 8,000 bytes; a host needs some 150. */
const HOSTS_PER_FRAME = 40;

export function createSeenNotifier(ports: Pick<AgentPorts, 'emit'> & { readonly pool: Pool }): SeenNotifier {
  const pending = new Map<string, SeenHost>();
  let timer: NodeJS.Timeout | undefined;
  const send = async () => {
    timer = undefined;
    const hosts = [...pending.values()].map((host) => ({
      hostId: host.hostId,
      seenAt: host.seenAt.toISOString(),
      cpuLoad: host.cpuLoad ?? null,
      memoryFreeKiB: host.memoryFreeKiB ?? null,
    }));
    pending.clear();
    try {
      for (let from = 0; from < hosts.length; from += HOSTS_PER_FRAME) {
        const frame = { frame: 'seen', hosts: hosts.slice(from, from + HOSTS_PER_FRAME) };
        await ports.pool.query('select pg_notify($1, $2)', [SEEN_CHANNEL, JSON.stringify(frame)]);
      }
    } catch (error) {
      ports.emit({ type: 'loop.error', loop: 'seen', error });
    }
  };
  return {
    tell: (host) => {
      pending.set(host.hostId, host);
      timer ??= setTimeout(() => void send(), SEEN_EVERY_MS);
    },
    stop: () => clearTimeout(timer),
  };
}
