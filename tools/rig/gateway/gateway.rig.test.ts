import { inject, expect, test } from 'vitest';
import { parseGuestRoutes, throughRoutes } from '@/lib/domain/guest-route';
import { endProcess, findProcesses, readIdentity } from '@/tools/shared/process-identity';
import { waitUntil } from '@/tools/shared/wait-until';
import { openRigFolder, rigSegment } from '@/tools/rig/start-rig';
import { virsh } from '@/tools/rig/virsh';

const { hosts, rigKey } = await openRigFolder(inject('rigDataDir'), 3);
const { guestRoute } = await rigSegment(inject('rigDataDir'));
/** Guest `se-01`. */
const { address, port } = throughRoutes(parseGuestRoutes(guestRoute), { address: '10.88.0.12', port: 8080 });

const inGuest = async (path: string, ...arg: string[]): Promise<void> => {
  const command = JSON.stringify({ execute: 'guest-exec', arguments: { path, arg } });
  await virsh(hosts[0]?.uri ?? '', ['qemu-agent-command', 'se-01', command]);
};
const cardOf = async (guest: string): Promise<string> =>
  /<mac address='([\da-f:]+)'/.exec(await virsh(hosts[0]?.uri ?? '', ['dumpxml', guest]))?.[1] ?? '';
const ask = async (file = 'passwd'): Promise<string | undefined> => {
  try {
    const answer = await fetch(`http://${address}:${port}/${file}`, { signal: AbortSignal.timeout(5_000) });
    return await answer.text();
  } catch {
    return undefined;
  }
};
const WAIT = { deadlineMs: 30_000, everyMs: 200 };

test('a guest is asked through the gateway, which is started again when it dies, and refuses for a guest that does', async () => {
  expect(await ask()).toBeUndefined();
  await inGuest('/bin/httpd', '-p', '8080', '-h', '/etc');
  expect(await waitUntil('an answer of the guest', async () => await ask(), WAIT)).toContain('root:x:0:0');
  const [pid] = findProcesses(
    (words) => words.includes(rigKey) && words.some((word) => word.endsWith('gateway-main.ts')),
  );
  const gateway = pid === undefined ? undefined : readIdentity(pid);
  if (gateway === undefined) throw new Error('no gateway');
  await endProcess(gateway, { steps: [{ signal: 'SIGKILL', waitMs: 5_000 }] });
  expect(await waitUntil('an answer by the next gateway', async () => await ask(), WAIT)).toContain('root:x:0:0');
  // A guest that is made anew has the address of the old one and another card: it does not tell, and is reached all the same.
  const cards = ['52:54:00:00:00:77', await cardOf('se-01')];
  for (const card of cards) {
    const change = `ip link set eth0 down; ip link set eth0 address ${card}; ip link set eth0 up`;
    await inGuest('/bin/sh', '-c', `${change}; cat /sys/class/net/eth0/address >/etc/card`);
    await waitUntil(`an answer of ${card}`, async () => (await ask('card'))?.trim() === card, WAIT);
  }
  await inGuest('/bin/killall', 'httpd');
  await waitUntil('no answer any more', async () => (await ask()) === undefined, WAIT);
});
