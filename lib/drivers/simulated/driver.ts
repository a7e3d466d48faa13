import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, ConnectTarget, Driver, HostConnection } from '@/lib/drivers/port';
import { SimulatedConnection } from './connection';
import { CALL_DEADLINE_MS, CONNECT_DEADLINE_MS } from './limits';
import { openInProcessLink, openSocketLink, type OpenedLink } from './open-link';
import type { WorldServer } from './serve/world-server';
import { hostOfUri, SIMULATED_SCHEME } from './simulated-uri';

/** Where the simulated world is: a daemon's socket, or (in tests) a server in this process. */
export type SimulatedDriverOptions = { readonly socketPath: string } | { readonly server: WorldServer };

/** The driver of the simulated testbed. One link carries all connections; a broken one is opened anew by the next connect. */
export function createSimulatedDriver(options: SimulatedDriverOptions): Driver {
  const connections = new Set<HostConnection>();
  let opening: Promise<OpenedLink> | undefined;
  let stopped = false;

  function openedLink(): Promise<OpenedLink> {
    if (opening !== undefined) return opening;
    const attempt =
      'server' in options ? Promise.resolve(openInProcessLink(options.server)) : openSocketLink(options.socketPath);
    opening = attempt;
    const forget = (): void => {
      if (opening === attempt) opening = undefined;
    };
    attempt.then(({ link }) => link.onBroken(forget), forget);
    return attempt;
  }

  async function power(uri: string, off: boolean, { deadlineMs = CALL_DEADLINE_MS, signal }: CallOptions = {}) {
    const { link } = await openedLink();
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
      const { link } = await openedLink();
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
      const link = await opening?.catch(() => undefined);
      link?.close();
      opening = undefined;
    },
  };
}
