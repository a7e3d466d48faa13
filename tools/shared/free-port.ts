import { createServer } from 'node:net';

/** A TCP port on the loopback address that was free a moment ago, chosen by the kernel or the first free one from `from` on. */
export async function findFreePort(from?: number): Promise<number> {
  if (from === undefined) return await tryPort(0);
  const HOW_FAR = 200;
  for (let port = from; port < from + HOW_FAR; port += 1) {
    try {
      return await tryPort(port);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
  throw new Error(`no free port from ${from} to ${from + HOW_FAR - 1}`);
}

async function tryPort(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return address.port;
}
