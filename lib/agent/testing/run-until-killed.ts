import { spawn } from 'node:child_process';
import { bundleKillableAgent } from './bundle-killable-agent';

/** Longer than any way to the point: then the point was never reached, which is a fault of the test. */
const REACH_POINT_MS = 90_000;
/**
 * The database client is compiled to WebAssembly. A process that is killed after some seconds has no time to profit from the second, thorough
 * compilation of all of it, which is a quarter of what its first seconds cost (1.28 s of a processor against 0.96 s).
 */
const SHORT_LIVED = ['--no-wasm-tier-up', '--wasm-lazy-compilation'];

/** Starts an agent that dies at `point` of `operationId`, and resolves when it has. @throws where it ends otherwise. */
export async function runUntilKilled(options: {
  readonly databaseUrl: string;
  readonly driver: 'simulated' | 'libvirt';
  readonly socketPath?: string | undefined;
  /** `any`: the first that comes to the point. */
  readonly operationId: string;
  readonly point: string;
  /** Of an agent that builds images; the rest of their settings is in this process's environment. */
  readonly imageDir?: string | undefined;
  /** Of an agent that keeps disks of leases. */
  readonly keptDir?: string | undefined;
  /** Of `withLocalGuests`. */
  readonly guests?: string | undefined;
}): Promise<void> {
  const entry = await bundleKillableAgent();
  const child = spawn(process.execPath, ['--conditions=react-server', ...SHORT_LIVED, entry], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      UV_THREADPOOL_SIZE: '32',
      KILL_DATABASE_URL: options.databaseUrl,
      KILL_DRIVER: options.driver,
      KILL_SOCKET: options.socketPath ?? '',
      KILL_OPERATION: options.operationId,
      KILL_AT: options.point,
      ...(options.guests === undefined ? {} : { KILL_GUESTS: options.guests }),
      ...(options.keptDir === undefined ? {} : { KILL_KEPT: options.keptDir }),
      ...(options.imageDir === undefined ? {} : { KILL_IMAGES: options.imageDir }),
    },
  });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGTERM'), REACH_POINT_MS);
  const signal = await new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (_code, by) => resolve(by));
  });
  clearTimeout(timer);
  if (signal !== 'SIGKILL') throw new Error(`the agent did not die at ${options.point}: ${words.slice(-2000)}`);
}
