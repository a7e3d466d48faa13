/** One process of the native site: started in its network, waited for until it answers, stopped with whatever it started. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { waitUntil } from '@/tools/shared/wait-until';
import type { SiteNetwork } from './network';

export interface ServicePlan {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `user:group`; root where it is left out. */
  readonly as?: string;
  readonly logFile: string;
  /** True once it can be asked. */
  readonly answers: () => Promise<boolean>;
}

export interface Service {
  readonly name: string;
  isRunning(): boolean;
  /** @throws Error with the end of its log where it ends or is not ready in time. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The slowest of them begins within five seconds; a busy machine may take several times that. */
const READY_MS = 45_000;
const STOP_MS = 5_000;
const LOG_SHOWN = 1_500;

export function makeService(network: Pick<SiteNetwork, 'command'>, plan: ServicePlan): Service {
  let child: ChildProcess | undefined;
  const isRunning = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    name: plan.name,
    isRunning,
    start: async () => {
      if (isRunning()) return;
      const [user, group] = plan.as?.split(':') ?? [];
      const inner =
        user === undefined || group === undefined
          ? { program: plan.program, args: plan.args }
          : {
              program: 'setpriv',
              args: [`--reuid=${user}`, `--regid=${group}`, '--clear-groups', plan.program, ...plan.args],
            };
      const { program, args } = network.command(inner.program, inner.args);
      const log = openSync(plan.logFile, 'a');
      // A group of its own: what it starts ends with it.
      child = spawn(program, args, {
        env: bareEnvironment({ HOME: '/', ...plan.env }),
        stdio: ['ignore', log, log],
        detached: true,
      });
      closeSync(log);
      await waitUntil(
        `${plan.name} answers`,
        async () => {
          if (!isRunning())
            throw new Error(`${plan.name} ended with ${child?.exitCode ?? child?.signalCode}:\n${endOf(plan.logFile)}`);
          return await plan.answers();
        },
        { deadlineMs: READY_MS, everyMs: 50 },
      ).catch((cause: unknown) => {
        throw new Error(`${cause instanceof Error ? cause.message : String(cause)}\n${endOf(plan.logFile)}`, { cause });
      });
    },
    stop: async () => {
      const ending = child;
      if (ending?.pid === undefined || !isRunning()) return;
      const group = -ending.pid;
      const gone = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
      process.kill(group, 'SIGTERM');
      const timer = setTimeout(() => process.kill(group, 'SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(timer);
      try {
        process.kill(group, 'SIGKILL');
      } catch {
        // Nothing of the group is left, as it should be.
      }
      child = undefined;
    },
  };
}

const endOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').slice(-LOG_SHOWN) : '(no log)');

/** Does somebody take connections there? */
export async function listensAt(host: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (listens: boolean): void => {
      socket.destroy();
      resolve(listens);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    const TRY_MS = 1_000;
    socket.setTimeout(TRY_MS, () => end(false));
  });
}
