import { inject, expect, test } from 'vitest';
import { endProcess, isAlive } from '@/tools/shared/process-identity';
import { waitUntil } from '@/tools/shared/wait-until';
import { RIG_GUESTS } from './domain-xml';
import { waitForGuest } from './guests';
import { readBeats } from './heartbeat-reader';
import { ensureDaemon, findDaemon, findGuestProcesses } from './host-daemon';
import { openRigFolder } from './start-rig';
import { listDomainNames, virsh } from './virsh';

const { hosts, user } = await openRigFolder(inject('rigDataDir'), 3);
const host = (index: number) => {
  const found = hosts[index];
  if (found === undefined) throw new Error(`no host ${index}`);
  return found;
};

async function migrate(guest: string, from: number, to: number): Promise<void> {
  const options = [
    '--live',
    '--persistent',
    '--undefinesource',
    '--migrateuri',
    'tcp://127.0.0.1',
    '--listen-address',
    '127.0.0.1',
  ];
  await virsh(host(from).uri, ['migrate', ...options, guest, host(to).uri], { deadlineMs: 60_000 });
}

test('three hosts with identities of their own hold the four guests', async () => {
  const names = await Promise.all(hosts.map(async (each) => listDomainNames(each.uri, 'running')));
  expect(names.flat().sort()).toEqual(RIG_GUESTS.map((guest) => guest.name).sort());
  const uuids = await Promise.all(
    hosts.map(async (each) => /<uuid>(.*?)<\/uuid>/.exec(await virsh(each.uri, ['capabilities']))?.[1]),
  );
  expect(new Set(uuids).size).toBe(3);
  expect(uuids).not.toContain(undefined);
});

test('a heartbeat comes about every 50 ms, with the uptime of the guest', async () => {
  const beats = await readBeats(host(0).uri, 'ce-01', 40, 10_000);
  const first = beats[0];
  const last = beats.at(-1);
  if (first === undefined || last === undefined) throw new Error('no beats');
  expect(last.sequence - first.sequence).toBe(39);
  const perBeat = (last.uptimeMs - first.uptimeMs) / 39;
  expect(perBeat).toBeGreaterThanOrEqual(49);
  // Emulation on a busy machine may stretch it.
  expect(perBeat).toBeLessThan(200);
});

test('a guest whose clock is set goes on with its uptime', async () => {
  const exec = (...arg: string[]) =>
    virsh(host(0).uri, [
      'qemu-agent-command',
      'ce-01',
      JSON.stringify({ execute: 'guest-exec', arguments: { path: '/bin/date', arg } }),
    ]);
  try {
    const listening = readBeats(host(0).uri, 'ce-01', 60, 20_000);
    await exec('-s', '2031-05-01 12:00:00');
    await exec('-s', '2021-05-01 12:00:00');
    const beats = await listening;
    const first = beats[0];
    if (first === undefined) throw new Error('no beats');
    for (const beat of beats) {
      // What it says and what passed here, give or take how late it was heard on a busy machine.
      const passed = beat.heardAt - first.heardAt;
      expect(Math.abs(beat.uptimeMs - first.uptimeMs - passed)).toBeLessThan(2_000);
    }
  } finally {
    await exec('-s', `@${Math.round(Date.now() / 1000)}`);
  }
});

test('a guest moves to and fro, and its own uptime never starts again', async () => {
  const ROUNDS = 3;
  let lastUptime = (await readBeats(host(1).uri, 'wn-01', 1, 10_000))[0]?.uptimeMs ?? Number.NaN;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [from, to] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const startedAt = Date.now();
      await migrate('wn-01', from, to);
      const took = Date.now() - startedAt;
      const [beat] = await readBeats(host(to).uri, 'wn-01', 1, 10_000);
      const heard = Date.now() - startedAt;
      expect(beat?.uptimeMs).toBeGreaterThan(lastUptime);
      // A guest that had restarted could not have been up for longer than this test has known it.
      lastUptime = beat?.uptimeMs ?? Number.NaN;
      expect(await listDomainNames(host(from).uri, 'all')).not.toContain('wn-01');
      console.log(`wn-01 ${host(from).name} → ${host(to).name}: ${took} ms, heard after ${heard} ms`);
    }
  }
  await waitForGuest([host(1)], 'wn-01', 10_000);
});

test('a slow move does a guest no harm, though QEMU before 9.0 loses the writes of emulated guests', async () => {
  const [before] = await readBeats(host(1).uri, 'wn-01', 1, 10_000);
  // Half a minute and four rounds of copying: without the uneven memory of its definition the guest panics.
  await virsh(host(1).uri, ['migrate-setspeed', 'wn-01', '3']);
  await migrate('wn-01', 1, 2);
  const beats = await readBeats(host(2).uri, 'wn-01', 60, 20_000);
  expect(beats.at(-1)?.uptimeMs).toBeGreaterThan((before?.uptimeMs ?? Number.NaN) + 60 * 49);
  await virsh(host(2).uri, ['migrate-setspeed', 'wn-01', '1000']);
  await migrate('wn-01', 2, 1);
  await waitForGuest([host(1)], 'wn-01', 10_000);
});

test('a daemon killed with kill -9 leaves its guest running, and the next one finds it again', async () => {
  const daemon = findDaemon(host(2));
  const guest = findGuestProcesses(host(2))[0];
  if (daemon === undefined || guest === undefined) throw new Error('host 3 has no daemon or no guest');
  await endProcess(daemon, { steps: [{ signal: 'SIGKILL', waitMs: 5_000 }] });
  expect(isAlive(guest)).toBe(true);
  // The rig's own keeper looks once a second; whoever is first, one daemon comes of it.
  const again = await waitUntil('a new daemon', () => findDaemon(host(2)), { deadlineMs: 20_000 });
  expect(again.pid).not.toBe(daemon.pid);
  await ensureDaemon(host(2), user);
  expect(await listDomainNames(host(2).uri, 'running')).toContain('wn-02');
  expect(findGuestProcesses(host(2)).map((each) => each.pid)).toEqual([guest.pid]);
  await readBeats(host(2).uri, 'wn-02', 3, 10_000);
});

test('the power button works', async () => {
  await virsh(host(0).uri, ['shutdown', 'se-01', '--mode', 'acpi']);
  const isOff = async () => (await virsh(host(0).uri, ['domstate', 'se-01'])).includes('shut off');
  await waitUntil('se-01 powers off', isOff, { deadlineMs: 20_000, everyMs: 200 });
  await virsh(host(0).uri, ['start', 'se-01']);
  await waitForGuest([host(0)], 'se-01', 30_000);
});

test('guests reach each other over their network segment, across hosts', async () => {
  const ping = JSON.stringify({
    execute: 'guest-exec',
    arguments: { path: '/bin/ping', arg: ['-c', '3', '-w', '10', '10.88.0.13'], 'capture-output': true },
  });
  const started: unknown = JSON.parse(await virsh(host(0).uri, ['qemu-agent-command', 'ce-01', ping]));
  const pid = /"pid":(\d+)/.exec(JSON.stringify(started))?.[1];
  const ask = JSON.stringify({ execute: 'guest-exec-status', arguments: { pid: Number(pid) } });
  const answer = await waitUntil(
    'ping ends',
    async () => {
      const text = await virsh(host(0).uri, ['qemu-agent-command', 'ce-01', ask]);
      return text.includes('"exited":true') && text;
    },
    { deadlineMs: 20_000, everyMs: 200 },
  );
  expect(answer).toContain('"exitcode":0');
});
