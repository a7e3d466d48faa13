/** A door on the loopback address to an endpoint, for clients that know no limit of their own: so many bytes come back, no more. */
import { createServer, type Server, type Socket } from 'node:net';
import type { ProbePort } from '@/lib/domain/probe';
import type { ProbeAsk } from '@/lib/grid/probe';
import { connectTcp } from './connect-tcp';

export interface BoundedRelay {
  readonly port: number;
  /** More came than may; the connection was cut. */
  overflowed(): boolean;
  close(): void;
}

/**
 * For one connection, to a server that takes one.
 * @throws ProbeFault where it does not; the signal's reason.
 */
export async function openBoundedRelay(
  ask: Pick<ProbeAsk, 'endpoint' | 'signal'>,
  port: ProbePort,
  mostBytes: number,
): Promise<BoundedRelay> {
  const far = await connectTcp(ask, port);
  let overflowed = false;
  let near: Socket | undefined;
  const server = createServer((socket) => {
    if (near !== undefined) return void socket.destroy();
    near = socket;
    let bytes = 0;
    near.on('error', () => far.destroy());
    near.on('data', (chunk: Buffer) => void far.write(chunk));
    near.once('close', () => far.destroy());
    far.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) {
        overflowed = true;
        far.destroy();
        socket.destroy();
        return;
      }
      if (socket.write(chunk)) return;
      far.pause();
      socket.once('drain', () => far.resume());
    });
    far.once('close', () => socket.end());
  });
  try {
    return { port: await listen(server), overflowed: () => overflowed, close };
  } catch (error) {
    close();
    throw error;
  }
  function close(): void {
    far.destroy();
    near?.destroy();
    server.close();
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return address.port;
}
