// @ts-check
/**
 * A thread that makes libvirt calls, one at a time, for `thread-pool.ts`. It is plain JavaScript because a worker
 * starts from a file that Node reads by itself, whatever compiles the rest.
 */
import { parentPort } from 'node:worker_threads';
import { NativeFailure, raw } from './library.mjs';
import { OPERATIONS } from './operations.mjs';

if (parentPort === null) throw new Error('native-thread.mjs runs as a worker thread only.');
const port = parentPort;

port.on('message', (/** @type {{ id: number, operation: string, payload: any }} */ { id, operation, payload }) => {
  try {
    const run = OPERATIONS[operation];
    if (run === undefined) throw new Error(`No operation ${operation}`);
    port.postMessage({ id, value: run(payload) });
  } catch (error) {
    if (!(error instanceof NativeFailure)) {
      port.postMessage({
        id,
        failure: { functionName: operation, code: 0, domain: 0, message: String(error), connectionLost: false },
      });
      return;
    }
    // Asked here, where the connection cannot yet have been closed under us; a local question, no call to the host.
    const connectionLost = payload.conn !== undefined && raw.virConnectIsAlive(payload.conn) === 0;
    const { functionName, code, domain, message, errno } = error;
    port.postMessage({ id, failure: { functionName, code, domain, message, errno, connectionLost } });
  }
});
