import { writeFile } from 'node:fs/promises';

/**
 * Writes the definition of a `test://` host with that many running domains, for libvirt's own in-memory driver.
 * Each domain has a disk and an interface, as a real one has, so that definitions are worth parsing.
 */
export async function writeTestHost(file: string, domains: number): Promise<void> {
  const body = Array.from({ length: domains }, (_, index) => {
    const number = String(index).padStart(12, '0');
    return (
      `<domain type='test'><name>wn-${String(index).padStart(4, '0')}</name><uuid>00000000-0000-4000-8000-${number}</uuid>` +
      `<memory unit='KiB'>262144</memory><vcpu>1</vcpu><os><type arch='x86_64'>hvm</type></os><devices>` +
      `<disk type='file' device='disk'><source file='/images/${number}.img'/><target dev='vda' bus='virtio'/></disk>` +
      `<interface type='bridge'><source bridge='br0'/></interface></devices></domain>`
    );
  });
  await writeFile(
    file,
    '<node><cpu><mhz>6000</mhz><model>x86_64</model><active>8</active><nodes>1</nodes><sockets>1</sockets><cores>8</cores>' +
      `<threads>1</threads></cpu><memory>2147483648</memory>${body.join('')}</node>`,
  );
}
