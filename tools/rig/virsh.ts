/** libvirt's own command line client, for what the rig itself does; the product speaks to the library. */
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { type CommandResult, runCommand, type RunCommandOptions } from '@/tools/shared/run-command';

/** A virsh call against a healthy local daemon takes 20 ms; 20 s means that it hangs. */
const DEADLINE_MS = 20_000;

export async function tryVirsh(
  uri: string,
  args: readonly string[],
  options: RunCommandOptions = {},
): Promise<CommandResult> {
  return runCommand('virsh', ['-q', '-c', uri, ...args], {
    deadlineMs: DEADLINE_MS,
    env: bareEnvironment({ HOME: '/nonexistent', XDG_CACHE_HOME: '/nonexistent', XDG_RUNTIME_DIR: '/nonexistent' }),
    ...options,
  });
}

/** Rejects with libvirt's own sentence when the command fails. */
export async function virsh(uri: string, args: readonly string[], options: RunCommandOptions = {}): Promise<string> {
  const result = await tryVirsh(uri, args, options);
  if (result.code !== 0) throw new Error(`virsh ${args.join(' ')}: ${result.stderr.trim().replace(/^error: /gm, '')}`);
  return result.stdout;
}

/** Names of the domains of a host. */
export async function listDomainNames(uri: string, which: 'running' | 'all'): Promise<string[]> {
  // `--state-…` alone would leave out paused ones, which run as far as a stop is concerned.
  const text = await virsh(uri, ['list', '--name', ...(which === 'all' ? ['--all'] : [])]);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
