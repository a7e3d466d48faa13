/** The three processes of Gridbox itself, in the order in which each finds what it needs. */
import { existsSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder';
import type { Progress } from '../progress';
import { supervise, type Supervised } from '../supervise';

/** On a busy machine a start takes several seconds; one that takes this long has failed in a way that says nothing. */
const READY_DEADLINE_MS = 45_000;
/** Pages hold streams open; those are cut. */
const WEB_STOP_MS = 4_000;
/** The agent hands over what it runs within its own limit, which is shorter. */
const AGENT_STOP_MS = 8_000;
const SIMULATED_STOP_MS = 4_000;
const TYPESCRIPT = ['--conditions=react-server', '--import', 'tsx'];

export interface ChildrenOptions {
  readonly folder: DataFolder;
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
  readonly simulatorSocket: string;
  readonly progress: Progress;
  /** Called with each child as it comes up, so that a stop in the middle of the start finds it. */
  readonly onStarted: (child: Supervised) => void;
}

export async function startSimulated(options: ChildrenOptions): Promise<void> {
  const { folder, env, progress, simulatorSocket } = options;
  const child = await supervise({
    name: 'simulated',
    args: [...TYPESCRIPT, 'lib/drivers/simulated/daemon.ts'],
    env: { ...env, GRIDBOX_SIM_DATA: join(folder.dir, 'simulated') },
    logDir: folder.logDir,
    runDir: folder.runDir,
    isReady: async () => canConnect(simulatorSocket),
    readyDeadlineMs: READY_DEADLINE_MS,
    stopDeadlineMs: SIMULATED_STOP_MS,
    log: progress.say,
  });
  options.onStarted(child);
}

export async function startAgent(options: ChildrenOptions): Promise<void> {
  const { folder, env, progress } = options;
  const readyFile = join(folder.runDir, 'agent.ready');
  rmSync(readyFile, { force: true });
  const child = await supervise({
    name: 'agent',
    args: [...TYPESCRIPT, 'lib/agent/main.ts'],
    env: { ...env, GRIDBOX_READY_FILE: readyFile },
    logDir: folder.logDir,
    runDir: folder.runDir,
    // Written by the agent once its loops run.
    isReady: async () => Promise.resolve(existsSync(readyFile)),
    readyDeadlineMs: READY_DEADLINE_MS,
    stopDeadlineMs: AGENT_STOP_MS,
    log: progress.say,
  });
  options.onStarted(child);
}

export async function startWeb(options: ChildrenOptions): Promise<void> {
  const { folder, env, port, progress } = options;
  const child = await supervise({
    name: 'web',
    args: ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)],
    env,
    logDir: folder.logDir,
    runDir: folder.runDir,
    isReady: async () => answers(`http://127.0.0.1:${port}/api/health`),
    readyDeadlineMs: READY_DEADLINE_MS,
    stopDeadlineMs: WEB_STOP_MS,
    log: progress.say,
  });
  options.onStarted(child);
}

async function canConnect(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

async function answers(url: string): Promise<boolean> {
  const PATIENCE_MS = 5_000;
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })).ok;
  } catch {
    // Not listening yet; the deadline of the start decides.
    return false;
  }
}
