/**
 * The contract suite on real KVM: two hosts of the KVM lab and a guest that works while it moves between them. The suite's
 * own domains run on the second host, which has the room.
 */
import { inject } from 'vitest';
import { findGuest } from '@/lib/drivers/contract/find-guest';
import { describeDriverContract } from '@/lib/drivers/contract/suite';
import { escapeXml } from '@/lib/drivers/contract/setup';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import { holdGuests } from '@/tools/lab/hold-guests';
import { KVM_LAB } from '@/tools/lab/kvm/kvm-lab';

/** The running guest that the suite moves; it is put back where it was. */
const GUEST = 'ce-k1';

describeDriverContract(
  'libvirt, two KVM hosts',
  async () => {
    const hosts = inject('kvmHosts');
    const roomy = hosts[1];
    const driver = createLibvirtDriver();
    const { id, source, target } = await findGuest(driver, hosts, GUEST);
    if (roomy === undefined) throw new Error('The KVM lab has fewer than two hosts.');
    // Of an emulated host's one processor a busy guest that nobody asks would take half.
    const release = await holdGuests(
      hosts,
      KVM_LAB.guests.map(({ name }) => name).filter((name) => name !== GUEST),
    );
    return {
      driver,
      uri: roomy.uri,
      deadUri: 'qemu+tcp://127.0.0.1:9/system',
      definition: (domain) => `<domain type='kvm'>
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
      // An emulated guest takes half a second for ten letters: several lines of a terminal, not fifty.
      guest: { uri: source.uri, domainId: id, heartbeat: true, longLine: 300 },
      dispose: release,
    };
  },
  { migration: true, guest: true },
);
