/** The lab itself: its hosts are Xen hosts, its guests run, its faults are felt. */
import { expect, inject, test } from 'vitest';
import { tryVirsh, virsh } from '@/tools/rig/virsh';
import { waitUntil } from '@/tools/shared/wait-until';
import { mustRunInHost, runInHost } from './host-shell';
import { answers, findMachine } from './machine';
import { openLab } from './start-lab';
import { XEN_LAB } from './xen/xen-lab';

const lab = await openLab(XEN_LAB, inject('xenLabDir'));
const [a, b] = [lab.host('A'), lab.host('B')];

/** Milliseconds the guest has been up, by its last heartbeat on the console of this host. */
async function uptimeOf(host: typeof a, guest: string): Promise<number | undefined> {
  const { output } = await runInHost(host, `tail -c 400 ${XEN_LAB.heartbeatLog(guest)}`);
  const beat = [...output.matchAll(/\bhb \d+ (\d+)\r?$/gm)].at(-1);
  return beat === undefined ? undefined : Number(beat[1]);
}

test('two hosts run Xen, and every guest of the lab runs and beats', async () => {
  for (const host of [a, b]) expect(await virsh(host.uri, ['version'])).toContain('Xen 4.17');
  // Another file of the project may have started one a moment ago.
  await lab.waitForGuests(XEN_LAB.guests);
  for (const guest of XEN_LAB.guests) {
    // Another file of the project may have moved it.
    const states = await Promise.all([a, b].map(async (host) => await tryVirsh(host.uri, ['domstate', guest.name])));
    const home = [a, b].find((_, index) => states[index]?.stdout.includes('running') === true);
    if (home === undefined) throw new Error(`${guest.name} runs nowhere`);
    const first = (await uptimeOf(home, guest.name)) ?? Number.NaN;
    await waitUntil(`${guest.name} beats on`, async () => ((await uptimeOf(home, guest.name)) ?? 0) > first, {
      deadlineMs: 30_000,
    });
  }
});

test('hosts that are cut do not hear each other until they are healed', async () => {
  const ping = `busybox ping -c 1 -W 2 ${b.labAddress}`;
  await mustRunInHost(a, ping);
  lab.cut(['A', 'B']);
  await waitUntil('the cut is felt', async () => (await runInHost(a, ping)).code !== 0, { deadlineMs: 20_000 });
  lab.heal();
  await waitUntil('the heal is felt', async () => (await runInHost(a, ping)).code === 0, { deadlineMs: 20_000 });
});

test('a host that is killed is gone at once, and boots again', async () => {
  await lab.kill('B');
  expect(findMachine(b)).toBeUndefined();
  expect(await answers(b)).toBe(false);
  await lab.boot('B');
  expect(await answers(b)).toBe(true);
  for (const guest of XEN_LAB.guests) await lab.ensureGuest(guest);
  for (const guest of XEN_LAB.spareGuests) await lab.ensureSpare(guest);
  expect(await virsh(b.uri, ['domstate', 'wn-x2'])).toContain('running');
});
