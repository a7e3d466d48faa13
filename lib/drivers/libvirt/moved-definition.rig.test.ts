/** A domain that lives on at another host may share its firmware variables with what is deleted here. */
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';

const FLASH_BYTES = 65_536;

test('the firmware variables of a domain that lives on elsewhere are not deleted with its definition', async () => {
  const driver = createLibvirtDriver();
  const [rigHost] = inject('rigHosts');
  if (rigHost === undefined) throw new Error('The rig has no hosts.');
  const host = await driver.connect({ uri: rigHost.uri });
  const folder = mkdtempSync(join(tmpdir(), 'gridbox-firmware-'));
  // The rig's daemons are another user's.
  chmodSync(folder, 0o777);
  const [code, variables] = [join(folder, 'code.fd'), join(folder, 'variables.fd')];
  for (const path of [code, variables]) writeFileSync(path, Buffer.alloc(FLASH_BYTES));
  const definition = `<domain type='qemu'>
    <name>firmware-${randomUUID()}</name><uuid>${randomUUID()}</uuid>
    <memory unit='KiB'>65536</memory><vcpu>1</vcpu>
    <os>
      <type arch='x86_64' machine='q35'>hvm</type>
      <loader readonly='yes' type='pflash'>${code}</loader><nvram>${variables}</nvram>
    </os><features><acpi/></features>
  </domain>`;
  try {
    await host.undefine(await host.define(definition), { livesOn: true });
    expect(existsSync(variables)).toBe(true);
    await host.undefine(await host.define(definition));
    expect(existsSync(variables)).toBe(false);
  } finally {
    await host.close();
    await driver.stop();
    rmSync(folder, { recursive: true });
  }
});
