import { createServer, type Server } from 'node:net';
import { createLineReader } from '@/lib/drivers/simulated/line-frames';
import type { WorldServer } from '@/lib/drivers/simulated/serve/world-server';

/** The simulated world of a test on a socket, so that an agent in a process of its own reaches it as it would the daemon. */
export async function serveWorld(server: WorldServer, path: string): Promise<Server> {
  const listener = createServer((socket) => {
    const session = server.open((frames) =>
      socket.write(`${frames.map((frame) => JSON.stringify(frame)).join('\n')}\n`),
    );
    socket.on(
      'data',
      createLineReader(
        (value) => session.receive(value),
        () => socket.destroy(),
      ),
    );
    // An agent that was killed resets its connection; `close` follows.
    socket.on('error', () => undefined);
    socket.once('close', () => session.close());
  });
  await new Promise<void>((resolve) => listener.listen(path, resolve));
  return listener;
}
