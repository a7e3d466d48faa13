import { createConnection } from 'node:net';
import { DriverError } from '@/lib/drivers/errors';
import { createLineReader } from './line-frames';
import type { WorldServer } from './serve/world-server';
import { createWorldLink, type WorldLink } from './world-link';

export interface OpenedLink {
  readonly link: WorldLink;
  close(): void;
}

/** Connects to the daemon. @throws DriverError `unreachable` where nobody listens */
export function openSocketLink(socketPath: string): Promise<OpenedLink> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath);
    const link = createWorldLink((frame) => socket.write(`${JSON.stringify(frame)}\n`));
    const read = createLineReader(
      (value) => link.receive(value),
      (reason) => {
        link.break(reason);
        socket.destroy();
      },
    );
    socket.on('data', read);
    socket.on('close', () => link.break('its process is gone'));
    socket.once('connect', () => {
      // From here on, `close` follows every error and breaks the link.
      socket.on('error', (error) => link.break(error.message));
      resolve({ link, close: () => socket.destroy() });
    });
    socket.once('error', (error) => {
      if (link.open) link.break(error.message);
      reject(
        new DriverError('unreachable', `The simulated testbed is not running: ${error.message}.`, { cause: error }),
      );
    });
  });
}

/** A world in this very process, for tests: the same frames, as text, without a socket. */
export function openInProcessLink(server: WorldServer): OpenedLink {
  const link = createWorldLink((frame) => session.receive(JSON.parse(JSON.stringify(frame))));
  const session = server.open((frames) => {
    const text = frames.map((frame) => JSON.stringify(frame));
    // As over a socket, answers never arrive within the call that asked.
    queueMicrotask(() => text.forEach((line) => link.receive(JSON.parse(line))));
  });
  return {
    link,
    close() {
      link.break('it was closed');
      session.close();
    },
  };
}
