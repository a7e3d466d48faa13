/**
 * One simulated ESX host on the loopback address, for tests: govmomi's simulator behind the proxy that makes its answers
 * what real servers send. It lives in memory and in `dir`; each start is a fresh host with the machines of `main.go`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { startAnswerProxy } from './answer-proxy';
import { buildSimulator } from './build-simulator';

export interface EsxSimulator {
  /** For libvirt: `esx://127.0.0.1:PORT/?no_verify=1&transport=http`, or the same with gsx. */
  readonly uri: string;
  readonly username: string;
  /** Made for this start; the simulator refuses any other. */
  readonly password: string;
  stop(): Promise<void>;
}

export interface StartEsxSimulatorOptions {
  /** Folder for the files of the machines; made if missing. */
  readonly dir: string;
  /** What it says it is; libvirt reaches a GSX Server by the same protocol. ESX unless told otherwise. */
  readonly product?: 'esx' | 'gsx' | undefined;
  readonly log: (line: string) => void;
}

/** It answers within a second; one that is not up by then has failed in a way that says nothing. */
const READY_DEADLINE_MS = 30_000;
/** Asked to end it has nothing to finish; after this it is killed. */
const STOP_DEADLINE_MS = 5_000;

/** @throws Error where what {@link missingForEsxLab} names is missing, or the simulator does not come up. */
export async function startEsxSimulator(options: StartEsxSimulatorOptions): Promise<EsxSimulator> {
  const { dir, product = 'esx', log } = options;
  const program = await buildSimulator(log);
  mkdirSync(dir, { recursive: true });
  const username = 'operator';
  const password = randomBytes(12).toString('base64url');
  // Its files go where temporary ones go.
  const child = spawn(program, [product === 'esx' ? 'embeddedEsx' : product], {
    env: bareEnvironment({ TMPDIR: dir }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // What it was told may come too late for it to read; its end says why.
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${username}\n${password}\n`);
  createInterface({ input: child.stderr }).on('line', (line) => log(`simulator: ${line}`));
  try {
    const proxy = await startAnswerProxy(await waitForAddress(child));
    return {
      uri: `${product}://127.0.0.1:${proxy.port}/?no_verify=1&transport=http`,
      username,
      password,
      stop: async () => {
        await proxy.stop();
        await endChild(child);
      },
    };
  } catch (error) {
    await endChild(child);
    throw error;
  }
}

/** Resolves with `host:port` when the simulator says that it listens. */
function waitForAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = child.stdout === null ? undefined : createInterface({ input: child.stdout });
    const timer = setTimeout(
      () => reject(new Error(`the vSphere simulator did not answer within ${READY_DEADLINE_MS} ms`)),
      READY_DEADLINE_MS,
    );
    lines?.on('line', (line) => {
      const address = /^listening (\S+)$/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the vSphere simulator ended with ${code ?? 'a signal'}`));
    });
  });
}

/** The end of its input ends it; it then removes its own files. */
async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await gone;
  clearTimeout(timer);
}
