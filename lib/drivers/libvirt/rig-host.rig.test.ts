/** The contract suite on real hosts: two libvirt daemons of the rig and a Linux guest that really moves between them. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { domainId } from '@/lib/domain/ids';
import { describeDriverContract } from '@/lib/drivers/contract/suite';
import { escapeXml } from '@/lib/drivers/contract/setup';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import { ensureProgramsUser } from '@/tools/shared/service-user';

/** The guest that the suite moves; it is put back where it was. */
const GUEST = 'se-01';

describeDriverContract(
  'libvirt, two hosts of the rig',
  async () => {
    const [source, target] = inject('rigHosts');
    if (source === undefined || target === undefined) throw new Error('The rig has fewer than two hosts.');
    const driver = createLibvirtDriver({ programsUser: await ensureProgramsUser() });
    const host = await driver.connect({ uri: source.uri });
    const guest = (await host.listDomains()).find((reading) => reading.name === GUEST);
    await host.close();
    if (guest === undefined) throw new Error(`${GUEST} is not on ${source.name}.`);
    const id = domainId(guest.id);
    // The rig's hosts run as another user, who makes the images in here.
    const folder = mkdtempSync(join(tmpdir(), 'gridbox-test-made-'));
    const ANYONE_WRITES = 0o777;
    chmodSync(folder, ANYONE_WRITES);
    return {
      driver,
      uri: source.uri,
      deadUri: 'qemu+unix:///session?socket=/nonexistent/libvirt-sock',
      definition: (domain) => `<domain type='qemu'>
        <name>${escapeXml(domain.name)}</name><uuid>${domain.id}</uuid>
        <memory unit='KiB'>${domain.memoryKiB}</memory><vcpu>2</vcpu>
        <os><type arch='x86_64' machine='pc'>hvm</type></os>
        <features><acpi/></features>
        <devices><controller type='usb' model='none'/><memballoon model='virtio'/></devices>
      </domain>`,
      migration: {
        sourceUri: source.uri,
        targetUri: target.uri,
        domainId: id,
        migrateUriToTarget: target.migrationUri,
        migrateUriToSource: source.migrationUri,
        slowMiBps: 4,
      },
      guest: { uri: source.uri, domainId: id, heartbeat: true },
      making: { folder, guestMode: 'hvm' },
      dispose: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
  { migration: true, guest: true, making: true },
);
