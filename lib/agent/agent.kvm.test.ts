/** The agent on real KVM hosts with guests that work while they move: what a migration is told as, and what it does to them. */
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { holdGuests } from '@/tools/lab/hold-guests';
import { mustRunInHost } from '@/tools/lab/host-shell';
import { KVM_LAB } from '@/tools/lab/kvm/kvm-lab';
import { openLab } from '@/tools/lab/start-lab';
import { tryVirsh } from '@/tools/rig/virsh';
import { EMPTY_METADATA } from '@/lib/domain/domain';
import { SCOPES } from '@/lib/domain/access';
import { domainId } from '@/lib/domain/ids';
import type { ServiceContext } from '@/lib/server/service-context';
import { confirmLoss, declareLoss } from '@/lib/server/services/recovery/change-loss';
import { createRealSite, type RealSite } from './testing/real-site';

/** A live move of a busy guest takes 6 to 14 s on an idle machine, a minute on a busy one. */
const DEADLINE_MS = 170_000;
/** The link carries some 30 MiB/s, and `wn-k1` rewrites its 64 MiB faster than this. */
const TOO_SLOW_MIBPS = 16;

const lab = await openLab(KVM_LAB, inject('kvmLabDir'));
let site: RealSite;
let release: (() => Promise<void>) | undefined;
/** Until the test ends only this guest of the lab works: the two busy ones never rest. */
async function worksAlone(name: string): Promise<void> {
  const others = KVM_LAB.guests.map((guest) => guest.name).filter((other) => other !== name);
  release = await holdGuests(inject('kvmHosts'), others);
}
beforeAll(async () => {
  site = await createRealSite({ hosts: inject('kvmHosts'), guests: KVM_LAB.guests.length, deadlineMs: DEADLINE_MS });
});
afterEach(async () => {
  lab.heal();
  await release?.();
  release = undefined;
  await site.stopAgents();
});
afterAll(async () => {
  await site.close();
  // One test killed a host with what ran on it; other files of the project need both.
  await lab.boot('B');
  for (const guest of KVM_LAB.guests) await lab.ensureGuest(guest);
  await lab.waitForGuests(KVM_LAB.guests);
});

const hostOf = async (name: string) => {
  const { hostId } = await site.domain(name);
  return (await site.db.host.findUniqueOrThrow({ where: { id: hostId ?? '' } })).name;
};
const otherThan = async (name: string) => site.otherHost((await site.domain(name)).hostId ?? '');
const migrationOf = async (operationId: string) =>
  await site.db.migration.findUniqueOrThrow({ where: { operationId }, include: { samples: true } });
const inStage = async (id: string, stage: string) =>
  await site.until(`it is ${stage}`, async () => (await migrationOf(id)).stage === stage);
const copies = async (id: string) =>
  await site.until('memory is copied', async () => (await migrationOf(id)).bytesTransferred !== null);

/** What the guest itself says of its memory: rounds of rewriting, and words that were not as it had left them. */
async function workOf(name: string): Promise<{ rounds: number; bad: number }> {
  const said = await mustRunInHost(lab.host(await hostOf(name)), `tail -c 400 /var/log/libvirt/${name}.log`);
  const last = [...said.matchAll(/busy rounds (\d+) bad (\d+)/g)].at(-1);
  return { rounds: Number(last?.[1] ?? -1), bad: Number(last?.[2] ?? -1) };
}
/** It works on where it is, and every word of its memory is as it left it. */
async function expectUnharmed(name: string, before: { readonly rounds: number }): Promise<void> {
  await site.until(`${name} works on`, async () => (await workOf(name)).rounds > before.rounds);
  expect((await workOf(name)).bad).toBe(0);
}

test('a guest that rewrites its memory moves live and nothing of it is lost', async () => {
  await worksAlone('ce-k1');
  await site.startAgent();
  const before = await workOf('ce-k1');
  const target = await otherThan('ce-k1');
  const done = await site.finished(await site.migrate('ce-k1', target));
  expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
  const migration = await migrationOf(done.id);
  expect(migration).toMatchObject({ stage: 'done', progress: 1 });
  expect(migration.rounds).toBeGreaterThan(1);
  expect(migration.downtimeMeasuredMs).toBeGreaterThan(0);
  console.log(
    `ce-k1: ${Math.round(migration.durationMs ?? 0)} ms, ${migration.rounds} rounds, downtime measured ${Math.round(migration.downtimeMeasuredMs ?? 0)} ms, reported ${Math.round(migration.downtimeReportedMs ?? 0)} ms`,
  );
  expect(await site.domain('ce-k1')).toMatchObject({ hostId: target, state: 'running', persistent: true });
  await expectUnharmed('ce-k1', before);
});

test('one that writes faster than is copied never gets there, says so, and runs on when it is cancelled', async () => {
  await worksAlone('wn-k1');
  await site.startAgent();
  const before = await workOf('wn-k1');
  const from = await hostOf('wn-k1');
  const id = await site.migrate('wn-k1', await otherThan('wn-k1'), { bandwidthMiBps: TOO_SLOW_MIBPS });
  await inStage(id, 'not-converging');
  await site.cancel(id);
  const done = await site.finished(id);
  console.log(
    `cancelled in mid-copy: ${(done.finishedAt?.getTime() ?? 0) - (done.cancelRequestedAt?.getTime() ?? 0)} ms`,
  );
  expect(done).toMatchObject({ state: 'cancelled' });
  expect(await hostOf('wn-k1')).toBe(from);
  for (const host of lab.hosts) {
    const { stdout } = await tryVirsh(host.uri, ['list', '--all', '--name']);
    expect(stdout.split('\n').includes('wn-k1')).toBe(host.name === from);
  }
  const { samples } = await migrationOf(id);
  const fastest = Math.max(...samples.map((sample) => sample.bandwidthBytesPerSecond ?? 0));
  // The cap is QEMU's, which keeps it by tenths of a second.
  expect(fastest / 2 ** 20).toBeLessThan(1.5 * TOO_SLOW_MIBPS);
  await expectUnharmed('wn-k1', before);
});

test('a longer stop that the operator allows ends the same copy', async () => {
  await worksAlone('wn-k1');
  await site.startAgent();
  const before = await workOf('wn-k1');
  const target = await otherThan('wn-k1');
  const LONG_STOP_MS = 8_000;
  const id = await site.migrate('wn-k1', target, { bandwidthMiBps: TOO_SLOW_MIBPS, maxDowntimeMs: LONG_STOP_MS });
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', errorMessage: null });
  const { downtimeMeasuredMs, rounds } = await migrationOf(id);
  console.log(`wn-k1: ${rounds} rounds, downtime measured ${Math.round(downtimeMeasuredMs ?? -1)} ms`);
  expect(downtimeMeasuredMs).toBeGreaterThan(0);
  expect(await site.domain('wn-k1')).toMatchObject({ hostId: target, state: 'running' });
  await expectUnharmed('wn-k1', before);
});

test('auto-converge slows the guest down until the copy gets there', async () => {
  await worksAlone('wn-k1');
  await site.startAgent();
  const before = await workOf('wn-k1');
  const target = await otherThan('wn-k1');
  const FASTER_MIBPS = 24;
  const id = await site.migrate('wn-k1', target, { bandwidthMiBps: FASTER_MIBPS, autoConverge: true });
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(await site.domain('wn-k1')).toMatchObject({ hostId: target, state: 'running' });
  await expectUnharmed('wn-k1', before);
});

test('post-copy over a link that is cut: both hosts look healthy, and the migration says that the guest is silent', async () => {
  await worksAlone('wn-k1');
  await site.startAgent();
  const before = await workOf('wn-k1');
  const [from, target] = [await hostOf('wn-k1'), await otherThan('wn-k1')];
  const SLOWLY_MIBPS = 8;
  const id = await site.migrate('wn-k1', target, { postCopy: true, bandwidthMiBps: SLOWLY_MIBPS });
  await inStage(id, 'post-copy');
  lab.cut(['A', 'B']);
  await site.until('the silence is told', async () => (await migrationOf(id)).guestSilentSinceAt !== null);
  for (const host of lab.hosts) {
    const { stdout } = await tryVirsh(host.uri, ['domstate', 'wn-k1', '--reason']);
    expect(stdout.trim()).toBe(host.name === from ? 'paused (post-copy)' : 'running (post-copy)');
  }
  await expect(site.cancel(id)).rejects.toThrow(/no way back/);
  lab.heal();
  await site.until('it is heard again', async () => (await migrationOf(id)).guestSilentSinceAt === null);
  expect(await site.finished(id)).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(await site.domain('wn-k1')).toMatchObject({ hostId: target, state: 'running', splitBrain: false });
  await expectUnharmed('wn-k1', before);
});

test('a disk that only its host sees is refused, and copied along where that is asked for', async () => {
  await worksAlone('se-k1');
  await site.startAgent();
  const [from, target] = [await hostOf('se-k1'), await otherThan('se-k1')];
  const refused = await site.finished(await site.migrate('se-k1', target));
  expect(refused).toMatchObject({ state: 'failed' });
  expect(refused.errorMessage).toMatch(/vda \(.*se-k1\.img\) is on storage that only the source host sees/);
  expect(await hostOf('se-k1')).toBe(from);

  const there = lab.host((await site.db.host.findUniqueOrThrow({ where: { id: target } })).name);
  const SLOWLY_MIBPS = 2;
  const halfway = await site.migrate('se-k1', target, { copyStorage: true, bandwidthMiBps: SLOWLY_MIBPS });
  await copies(halfway);
  await site.cancel(halfway);
  expect(await site.finished(halfway)).toMatchObject({ state: 'cancelled' });
  // Nothing half copied is left that the next try would take for somebody's file.
  await mustRunInHost(there, `! test -e ${KVM_LAB.diskPath('se-k1')}`);

  const done = await site.finished(await site.migrate('se-k1', target, { copyStorage: true }));
  expect(done).toMatchObject({ state: 'succeeded', errorMessage: null });
  expect(await site.domain('se-k1')).toMatchObject({ hostId: target, state: 'running' });
  const sums = await Promise.all(
    lab.hosts.map(async (host) => (await mustRunInHost(host, `md5sum < ${KVM_LAB.diskPath('se-k1')}`)).trim()),
  );
  expect(sums[0]).toMatch(/^[0-9a-f]{32}/);
  expect(sums[1]).toBe(sums[0]);
  const back = await site.finished(await site.migrate('se-k1', await otherThan('se-k1'), { copyStorage: true }));
  expect(back).toMatchObject({ state: 'failed' });
  expect(back.errorMessage).toMatch(/has a file .*se-k1\.img already, which the copied disk would write over/);
  expect(await site.domain('se-k1')).toMatchObject({ hostId: target, state: 'running' });
});

test('the definition of a guest with a restart priority is kept while its host can be asked', async () => {
  await site.startAgent();
  const doomed = lab.host('B');
  if ((await hostOf('ce-k1')) !== doomed.name)
    await site.finished(await site.migrate('ce-k1', await otherThan('ce-k1')));
  const id = domainId((await site.domain('ce-k1')).id);
  const connection = await site.driver.connect({ uri: doomed.uri });
  const reading = await connection.readDomain(id);
  await connection.writeMetadata(id, { ...(reading?.definition?.metadata ?? EMPTY_METADATA), restartPriority: 'high' });
  await connection.close();
  await site.until('it is kept with its priority', async () => {
    const kept = await site.db.keptDefinition.findUnique({ where: { domainId: id } });
    const host = await site.db.host.findUniqueOrThrow({ where: { name: doomed.name } });
    return kept?.hostId === host.id && /restart[^>]*>\s*high/.test(kept.text);
  });
});

test('a target that dies in mid-copy: the job is ended at the source, where the guest runs on', async () => {
  await site.startAgent();
  const [doomed] = lab.hosts.filter((host) => host.letter === 'B');
  if ((await hostOf('wn-k1')) === doomed?.name)
    await site.finished(await site.migrate('wn-k1', await otherThan('wn-k1')));
  const before = await workOf('wn-k1');
  const source = await hostOf('wn-k1');
  const id = await site.migrate('wn-k1', await otherThan('wn-k1'), { bandwidthMiBps: 4 });
  await copies(id);
  await lab.kill('B');
  const done = await site.finished(id);
  expect(done).toMatchObject({ state: 'failed', errorKind: 'stalled' });
  expect(done.errorMessage).toMatch(
    new RegExp(
      `^Nothing was copied for 20 s, and kvm-b does not answer, so .* aborted\\. wn-k1 is running on ${source}`,
    ),
  );
  expect(await site.domain('wn-k1')).toMatchObject({ state: 'running', splitBrain: false });
  expect((await tryVirsh(lab.host('A').uri, ['domjobinfo', 'wn-k1'])).stdout).toMatch(/Job type:\s+None/);
  await expectUnharmed('wn-k1', before);
}, 300_000);

test('the host is called lost, and off, by a person: its guest boots on the other one, once', async () => {
  await site.startAgent();
  const dead = await site.db.host.findUniqueOrThrow({ where: { name: lab.host('B').name } });
  const domain = await site.domain('ce-k1');
  expect(domain.hostId).toBe(dead.id);
  const loss = async () => await site.db.hostLoss.findFirst({ where: { hostId: dead.id }, include: { items: true } });
  await site.until('it is suspected', async () => (await loss())?.state === 'suspected');
  const manager: ServiceContext = {
    actor: { userId: 'm', name: 'Manager', role: 'manager', scopes: SCOPES, via: 'session' },
    db: site.db,
    now: () => new Date(),
    requestId: 'test',
    address: undefined,
  };
  const ask = async () => ({
    context: manager,
    id: (await loss())?.id ?? '',
    input: { reason: 'its machine was killed' },
    ifMatch: undefined,
  });
  await declareLoss(await ask());
  // Nobody has said yet that it is off: it might be cut off only, with the guest at work.
  await site.until('it waits for that', async () => (await loss())?.halted?.includes('confirm') === true);
  expect(await site.db.operation.count({ where: { kind: 'recover-domain' } })).toBe(0);
  await confirmLoss(await ask());
  await site.until('it is over', async () => (await loss())?.endedAt !== null);
  expect(await loss()).toMatchObject({ state: 'recovered', items: [{ domainName: 'ce-k1', state: 'done' }] });
  expect(await hostOf('ce-k1')).toBe(lab.host('A').name);
  expect((await tryVirsh(lab.host('A').uri, ['domstate', 'ce-k1'])).stdout.trim()).toBe('running');
  await site.until('its guest works', async () => (await workOf('ce-k1')).rounds > 0);
  expect(await site.domain('ce-k1')).toMatchObject({ state: 'running', persistent: true, splitBrain: false });
}, 300_000);
