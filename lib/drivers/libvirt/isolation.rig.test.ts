/** What a real host tells that a domain's isolation is judged by. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createLibvirtDriver } from '@/lib/drivers/libvirt/driver';
import type { Driver, HostConnection } from '@/lib/drivers/port';

let driver: Driver;
let host: HostConnection;
beforeAll(async () => {
  driver = createLibvirtDriver();
  host = await driver.connect({ uri: inject('rigHosts')[2]?.uri ?? '' });
});
afterAll(async () => {
  await host.close();
  await driver.stop();
});

test('a host of the rig says that it has no network filter and labels no guests: known, and not merely unsaid', async () => {
  const { networkFilters, securityModels, hardwareVirtualization } = await host.readHost();
  // libvirt defines no filters for a daemon that is not the system's, and the rig's are started with their security drivers off.
  expect([networkFilters, securityModels]).toEqual([[], []]);
  expect(hardwareVirtualization).not.toBe('unknown');
  const [domain] = await host.listDomains();
  expect(domain?.definition?.securityLabels).toBeUndefined();
  expect(domain?.definition?.nics).toMatchObject([{ kind: 'mcast', filter: undefined }]);
});
