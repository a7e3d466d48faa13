/**
 * The contract suite on real Xen: two hosts of the Xen lab, once with a paravirtual and once with a PVH guest that really
 * moves between them. The suite's own domains run on the second host, which has the room.
 */
import { inject } from 'vitest';
import type { GuestMode } from '@/lib/domain/domain';
import { findGuest } from '@/lib/drivers/contract/find-guest';
import { describeDriverContract } from '@/lib/drivers/contract/suite';
import { escapeXml } from '@/lib/drivers/contract/setup';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';

/** A Linux kernel unpacks itself into its domain's memory; below this it does not fit. */
const SMALLEST_KIB = 98_304;

interface Technology {
  readonly mode: GuestMode;
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
            <cmdline>console=hvc0 mitigations=off gridbox.heartbeat=hvc0,0.25</cmdline></os>
          <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
          <devices><console type='pty'><target type='xen' port='0'/></console></devices>
        </domain>`,
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
        dispose: async () => undefined,
      };
    },
    { migration: true, guest: true },
  );
}
