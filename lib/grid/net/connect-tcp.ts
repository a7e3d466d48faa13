import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Socket } from 'node:net';
import { placeOf, type ProbeAsk, reachOf } from '@/lib/grid/probe';
import { connectionFault } from '@/lib/grid/probe-fault';
import type { ProbePort } from '@/lib/domain/probe';

/**
 * A connection that ends when the signal fires.
 * @throws ProbeFault with what it failed of.
 */
export async function connectTcp(
  { endpoint, signal }: Pick<ProbeAsk, 'endpoint' | 'signal'>,
  port: ProbePort,
): Promise<Socket> {
  const where = placeOf(endpoint, port);
  signal.throwIfAborted();
  const socket = connect(reachOf(endpoint, port));
  const stop = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', stop));
  return await new Promise((resolve, reject) => {
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      // Whoever reads hears of an error by the end of what comes; without a listener it would end the process.
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', (error) => reject(signal.aborted ? (signal.reason as Error) : connectionFault(error, where)));
  });
}

/** How long a connection has to last that nobody says a word on. Longer would only delay what is well. */
const HELD_MS = 250;

/**
 * Is it still open a moment later, without a word from the other end?
 * @throws the signal's reason; it is closed then
 */
export async function staysOpen(socket: Socket, signal: AbortSignal): Promise<boolean> {
  try {
    // Whoever reads nothing never hears of the other end's end.
    socket.resume();
    await Promise.race([
      sleep(HELD_MS, undefined, { signal }),
      new Promise((resolve) => {
        socket.once('end', resolve);
        socket.once('close', resolve);
      }),
    ]);
    return !socket.destroyed && !socket.readableEnded;
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? (signal.reason as Error) : error;
  } finally {
    socket.pause();
  }
}

/**
 * Reads until `enough` says so, the other end closes, or `most` bytes came.
 * @throws the signal's reason; never for a closed connection: what came by then is the answer.
 */
export async function readUntil(
  socket: Socket,
  options: { readonly most: number; readonly signal: AbortSignal; readonly enough: (read: Buffer) => boolean },
): Promise<Buffer> {
  const { most, signal, enough } = options;
  signal.throwIfAborted();
  return await new Promise((resolve, reject) => {
    let read: Buffer = Buffer.alloc(0);
    const end = (): void => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(read.subarray(0, most));
    };
    const stop = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.on('data', (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      if (read.length >= most || enough(read)) end();
    });
    socket.once('close', end);
  });
}
