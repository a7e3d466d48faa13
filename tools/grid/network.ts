/** A network namespace that one pair of interfaces joins to this machine and to nothing else. Needs root. */
import { randomBytes } from 'node:crypto';
import { mustRun, runCommand } from '@/tools/shared/run-command';

export interface SiteNetwork {
  readonly name: string;
  /** Of the site; this machine reaches it, nobody else does. */
  readonly address: string;
  /** The command that runs a program in it. */
  command(program: string, args: readonly string[]): { readonly program: string; readonly args: readonly string[] };
  /** Processes in it. */
  processes(): Promise<number[]>;
  remove(): Promise<void>;
}

/** Addresses of private use (RFC 1918) that a testbed seldom has: 10.88.0.0/16, four addresses each. */
const NETWORKS = 250;

export async function createSiteNetwork(): Promise<SiteNetwork> {
  const id = randomBytes(3).toString('hex');
  const name = `gridbox-${id}`;
  const outside = `gbx${id}`;
  const prefix = await findFreePrefix();
  const address = `${prefix}.2`;
  const ip = async (...args: string[]): Promise<string> => await mustRun('ip', args);
  await ip('netns', 'add', name);
  const remove = async (): Promise<void> => {
    await runCommand('ip', ['netns', 'del', name]);
    // It goes with the other end, once the last process of the namespace has gone.
    await runCommand('ip', ['link', 'del', outside]);
  };
  try {
    await ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', 'site0', 'netns', name);
    await ip('addr', 'add', `${prefix}.1/30`, 'dev', outside);
    await ip('link', 'set', outside, 'up');
    await ip('-n', name, 'addr', 'add', `${address}/30`, 'dev', 'site0');
    await ip('-n', name, 'link', 'set', 'site0', 'up');
    await ip('-n', name, 'link', 'set', 'lo', 'up');
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    name,
    address,
    // Not by `ip netns exec`, which mounts a /sys without cgroups, and slurmd wants some.
    command: (program, args) => ({ program: 'nsenter', args: [`--net=/run/netns/${name}`, program, ...args] }),
    processes: async () =>
      (await runCommand('ip', ['netns', 'pids', name])).stdout.split('\n').filter(Boolean).map(Number),
    remove,
  };
}

async function findFreePrefix(): Promise<string> {
  const taken = await mustRun('ip', ['-brief', 'address']);
  const first = randomBytes(1)[0] ?? 0;
  for (let step = 0; step < NETWORKS; step += 1) {
    // 10.88.0 is the guests of rigs.
    const prefix = `10.88.${1 + ((first + step) % NETWORKS)}`;
    if (!taken.includes(`${prefix}.`)) return prefix;
  }
  throw new Error(`every network of 10.88.1.0 to 10.88.${NETWORKS}.0 is in use`);
}
