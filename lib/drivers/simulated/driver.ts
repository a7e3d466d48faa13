import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, ConnectTarget, Driver, HostConnection } from '@/lib/drivers/port';
import { SimulatedConnection } from './connection';
import { CALL_DEADLINE_MS, CONNECT_DEADLINE_MS } from './limits';
import { createSharedLink, type SimulatedWorldAt } from './shared-link';
import { hostOfUri, SIMULATED_SCHEME } from './simulated-uri';

/** The driver of the simulated testbed. One link carries all connections; a broken one is opened anew by the next connect. */
export function createSimulatedDriver(at: SimulatedWorldAt): Driver {
  const connections = new Set<HostConnection>();
  const shared = createSharedLink(at);
  let stopped = false;

  async function power(uri: string, off: boolean, { deadlineMs = CALL_DEADLINE_MS, signal }: CallOptions = {}) {
    const { link } = await shared.opened();
    return await link.call('power', hostOfUri(uri), { off }, { deadlineMs, signal });
  }

  return {
    name: 'simulated',
    schemes: [SIMULATED_SCHEME],
    available: () => ({ ok: true }),
    async connect(target: ConnectTarget, callOptions: CallOptions = {}) {
      if (stopped) throw new DriverError('unreachable', 'The simulated driver has been stopped.');
      const host = hostOfUri(target.uri);
      const { deadlineMs = CONNECT_DEADLINE_MS, signal } = callOptions;
      const { link } = await shared.opened();
      await link.call('open', host, {}, { deadlineMs, signal }).catch((error: unknown) => {
        // To somebody who connects, a host that does not exist is one that nobody answers for.
        throw DriverError.is(error, 'not-found')
          ? new DriverError('unreachable', error.message, { cause: error })
          : error;
      });
      const connection: SimulatedConnection = new SimulatedConnection(target.uri, host, link, () =>
        connections.delete(connection),
      );
      connections.add(connection);
      return connection;
    },
    outOfBand: {
      isAlive: async (uri, options) => (await power(uri, false, options)).alive,
      powerOff: async (uri, options) => void (await power(uri, true, options)),
    },
    async stop() {
      stopped = true;
      for (const connection of connections) await connection.close();
      await shared.close();
    },
  };
}
