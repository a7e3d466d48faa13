import { DriverError } from '@/lib/drivers/errors';
import type { HostConnection } from '@/lib/drivers/port';
import type { HostLink } from '@/lib/agent/hosts/host-link';
import type { AgentPorts } from '@/lib/agent/ports';
import type { Run } from '@/lib/agent/worker/run';
import { COPY_AGAIN_AFTER_MS, COPY_TRIES } from './tunables';

/** What of a run it needs. */
interface CopyingRun extends Pick<Run, 'connection' | 'signal'> {
  readonly directory: { link(hostId: string): Pick<HostLink, 'hold'> | undefined };
  readonly ports: { readonly clock: Pick<AgentPorts['clock'], 'sleep'> };
}

/**
 * A copy to a host, begun anew where the host does not answer. Until it ends its connection stays: a host that is busy with it may be
 * slow to answer a reading, and would lose the copy for that.
 * @param copy is given the connection as it is then, and how many tries there were before
 * @throws what the last try does; at once what another would meet again
 */
export async function copyAgain<T>(
  run: CopyingRun,
  hostId: string,
  copy: (connection: HostConnection, before: number) => Promise<T>,
): Promise<T> {
  for (let before = 0; ; before += 1) {
    try {
      const connection = await run.connection(hostId);
      const release = run.directory.link(hostId)?.hold();
      try {
        return await copy(connection, before);
      } finally {
        release?.();
      }
    } catch (error) {
      if (before + 1 >= COPY_TRIES || !mayPass(error)) throw error;
      await run.ports.clock.sleep(COPY_AGAIN_AFTER_MS, run.signal);
    }
  }
}

const mayPass = (error: unknown): boolean => DriverError.is(error, 'timeout') || DriverError.is(error, 'unreachable');
