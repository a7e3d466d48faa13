/**
 * A network namespace in the segment of a rig's guests: an interface of its own there, whose frames QEMU (no machine, no guest) carries to
 * the segment and back. For services that guests have to reach by themselves; the rig's gateway lets them reach nothing. Needs root.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mustRun, runCommand } from '@/tools/shared/run-command';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { waitUntil } from '@/tools/shared/wait-until';
import type { SiteNetwork } from './network';

const READY_MS = 20_000;
const SEGMENT = /^mcast:([\d.]+):(\d+)$/;

/**
 * @param segment as domains name it, `mcast:ADDRESS:PORT`
 * @param address with its prefix, e.g. `10.88.0.40/24`
 * @returns what ends it
 */
export async function joinSegment(
  network: SiteNetwork,
  segment: string,
  address: string,
): Promise<() => Promise<void>> {
  const [, group, port] = SEGMENT.exec(segment) ?? [];
  if (group === undefined || port === undefined) throw new Error(`${segment} is no segment of guests`);
  // Names of interfaces have fifteen letters at most.
  const tap = `${network.name.slice('gridbox-'.length)}lan`;
  const child = spawn(
    'qemu-system-x86_64',
    [
      '-machine',
      'none',
      '-nodefaults',
      '-display',
      'none',
      '-netdev',
      `tap,id=tap,ifname=${tap},script=no,downscript=no`,
      // The multicast of this machine, where the guests' processes are; the interface alone moves into the namespace.
      '-netdev',
      `socket,id=segment,mcast=${group}:${port},localaddr=127.0.0.1`,
      '-netdev',
      'hubport,id=a,hubid=0,netdev=tap',
      '-netdev',
      'hubport,id=b,hubid=0,netdev=segment',
    ],
    { env: bareEnvironment(), stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  try {
    await waitUntil(
      'the interface is there',
      async () => {
        if (child.exitCode !== null) throw new Error(`QEMU ended with ${child.exitCode}`);
        return (await runCommand('ip', ['link', 'show', tap])).code === 0;
      },
      { deadlineMs: READY_MS, everyMs: 50 },
    );
    await mustRun('ip', ['link', 'set', tap, 'netns', network.name]);
    await mustRun('ip', ['-n', network.name, 'addr', 'add', address, 'dev', tap]);
    await mustRun('ip', ['-n', network.name, 'link', 'set', tap, 'up']);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
