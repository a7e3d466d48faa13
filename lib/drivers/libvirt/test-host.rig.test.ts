/** The contract suite on libvirt's own test driver: all of libvirt but a hypervisor. */
import { describeDriverContract } from '@/lib/drivers/contract/suite';
import { escapeXml } from '@/lib/drivers/contract/setup';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';

describeDriverContract('libvirt, test:///default', async () => ({
  driver: createLibvirtDriver(),
  uri: 'test:///default',
  deadUri: 'qemu+unix:///session?socket=/nonexistent/libvirt-sock',
  definition: ({ name, id, memoryKiB }) => `<domain type='test'>
    <name>${escapeXml(name)}</name><uuid>${id}</uuid>
    <memory unit='KiB'>${memoryKiB}</memory><vcpu>2</vcpu>
    <os><type arch='i686'>hvm</type></os>
  </domain>`,
  dispose: async () => undefined,
}));
