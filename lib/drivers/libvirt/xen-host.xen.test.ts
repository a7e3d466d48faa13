/**
 * The contract suite on real Xen: two hosts of the Xen lab, once with a paravirtual and once with a PVH guest that really
 * moves between them. The suite's own domains run on the second host, which has the room.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, inject, test } from 'vitest';
import { type DomainId, domainId } from '@/lib/domain/ids';
import type { MakeableMode } from '@/lib/domain/wanted-domain';
import { findGuest } from '@/lib/drivers/contract/find-guest';
import { describeDriverContract } from '@/lib/drivers/contract/suite';
import { escapeXml } from '@/lib/drivers/contract/setup';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import type { Driver } from '@/lib/drivers/port';
import { assembleTinyGuest } from '@/tools/lab/tiny-guest';
import { XEN_COMMAND_LINE } from '@/tools/lab/xen/xen-lab';
import type { ProvidedLabHost } from '@/tools/test/lab-setup';

/** A Linux kernel unpacks itself into its domain's memory; below this it does not fit. */
const SMALLEST_KIB = 98_304;

interface Technology {
  readonly mode: MakeableMode;
  readonly osType: string;
  /** Debian builds its hypervisor without shadow paging, which moving a paravirtual guest live needs. */
  readonly live: boolean;
  /** The running guest that the suite moves; it is put back where it was. */
  readonly guest: string;
}
const TECHNOLOGIES: readonly Technology[] = [
  { mode: 'pv', osType: `<type arch='x86_64' machine='xenpv'>linux</type>`, live: false, guest: 'wn-x1' },
  { mode: 'pvh', osType: `<type arch='x86_64' machine='xenpvh'>xenpvh</type>`, live: true, guest: 'ce-x1' },
];

for (const { mode, osType, live, guest: name } of TECHNOLOGIES) {
  describeDriverContract(
    `libvirt, two Xen hosts, ${mode} guests`,
    async () => {
      const hosts = inject('xenHosts');
      const roomy = hosts[1];
      const driver = createLibvirtDriver();
      const { id, source, target } = await findGuest(driver, hosts, name);
      if (roomy === undefined) throw new Error('The Xen lab has fewer than two hosts.');
      const resumeOthers = await pauseOthers(driver, hosts, id);
      return {
        driver,
        uri: roomy.uri,
        deadUri: 'xen+tcp://127.0.0.1:9/system',
        memoryKiB: SMALLEST_KIB,
        boots: true,
        definition: (domain) => `<domain type='xen'>
          <name>${escapeXml(domain.name)}</name><uuid>${domain.id}</uuid>
          <memory unit='KiB'>${domain.memoryKiB}</memory><vcpu>2</vcpu>
          <os>${osType}<kernel>/guest/vmlinux</kernel><initrd>/guest/initrd</initrd>
            <cmdline>${XEN_COMMAND_LINE}</cmdline></os>
          <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
          <devices><console type='pty'><target type='xen' port='0'/></console></devices>
        </domain>`,
        // The hosts of the lab have no qemu-img.
        making: { folder: '/var/lib/libvirt/images', guestMode: mode, layers: false },
        migration: {
          sourceUri: source.uri,
          targetUri: target.uri,
          domainId: id,
          live,
          migrateUriToTarget: target.migrationUri,
          migrateUriToSource: source.migrationUri,
          slowMiBps: 4,
        },
        // An emulated guest takes half a second for ten letters: several lines of a terminal, not fifty.
        guest: { uri: source.uri, domainId: id, heartbeat: true, longLine: 300 },
        dispose: resumeOthers,
      };
    },
    { migration: true, guest: true, making: true },
  );
}

/** Of an emulated host's one processor the guests that nobody asks leave the more to the one that is asked; resolves with their resuming. */
async function pauseOthers(
  driver: Driver,
  hosts: readonly ProvidedLabHost[],
  except: DomainId,
): Promise<() => Promise<void>> {
  const resumes: (() => Promise<void>)[] = [];
  for (const { uri } of hosts) {
    const connection = await driver.connect({ uri });
    resumes.push(async () => await connection.close());
    for (const { id, state } of await connection.listDomains()) {
      if (state !== 'running' || id === except) continue;
      await connection.pause(id);
      resumes.push(async () => await connection.resume(id));
    }
  }
  return async () => {
    for (const resume of resumes.toReversed()) await resume();
  };
}

/** On both hosts: a folder that is not there before. */
const TINY_FOLDER = '/var/lib/libvirt/tiny';

/** The lab's own HVM guest takes a minute to boot there, so it is one without an operating system that moves here. */
test('a fully virtualised guest moves live as well, its emulated machine with it', { timeout: 120_000 }, async () => {
  const driver = createLibvirtDriver();
  const [from, to] = inject('xenHosts');
  if (from === undefined || to === undefined) throw new Error('The Xen lab has fewer than two hosts.');
  const [source, target] = await Promise.all([driver.connect({ uri: from.uri }), driver.connect({ uri: to.uri })]);
  const id = domainId(randomUUID());
  const disk = await assembleTinyGuest();
  // The toolstack gives a device model a minute to start, which an emulated host with busy guests may not make.
  const resumeOthers = await pauseOthers(driver, [from, to], id);
  for (const { files } of [source, target]) {
    const path = await files?.write(
      { folder: TINY_FOLDER, name: 'disk.raw', bytes: disk.length },
      Readable.from([disk]),
    );
    expect(path).toBe(`${TINY_FOLDER}/disk.raw`);
  }
  try {
    await source.define(`<domain type='xen'>
      <name>tiny</name><uuid>${id}</uuid><memory unit='MiB'>32</memory><vcpu>1</vcpu>
      <os><type arch='x86_64' machine='xenfv'>hvm</type><boot dev='hd'/></os>
      <features><acpi/><apic/></features>
      <devices>
        <disk type='file' device='disk'><driver name='phy' type='raw'/><source file='${TINY_FOLDER}/disk.raw'/><target dev='hda' bus='ide'/></disk>
        <serial type='pty'><target port='0'/></serial><console type='pty'><target type='serial' port='0'/></console>
      </devices>
    </domain>`);
    await source.start(id);
    const before = await source.hearGuest(id, { deadlineMs: 30_000 });
    await source.migrate(id, target, { live: true, migrateUri: to.migrationUri });
    expect(await source.readDomain(id)).toBeUndefined();
    expect(await target.readDomain(id)).toMatchObject({ state: 'running' });
    const after = await target.hearGuest(id, { deadlineMs: 30_000 });
    expect(after.uptimeMs).toBeGreaterThan(before.uptimeMs);
  } finally {
    await resumeOthers();
    for (const connection of [source, target]) {
      await connection.destroy(id).catch(() => undefined);
      await connection.undefine(id).catch(() => undefined);
      await connection.close();
    }
    await driver.stop();
  }
});
