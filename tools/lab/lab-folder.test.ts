import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseGuestRoutes, throughRoutes } from '@/lib/domain/guest-route';
import { KVM_LAB } from './kvm/kvm-lab';
import { labGuestRoute, MOST_HOSTS, openLabFolder } from './lab-folder';
import { XEN_LAB } from './xen/xen-lab';

const dir = mkdtempSync(join(tmpdir(), 'gridbox-test-lab-folder-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('the way to guests is known before there is a lab, and by whatever path its folder is named', () => {
  const link = join(dir, 'link');
  symlinkSync(dir, link);
  const before = labGuestRoute(XEN_LAB, link);
  const { gateway } = openLabFolder(XEN_LAB, dir, 2);
  expect(gateway?.route).toBe(before);
  expect(throughRoutes(parseGuestRoutes(before ?? ''), { address: '10.77.0.20', port: 443 })).toEqual({
    address: expect.stringMatching(/^127\.(12[89]|1[3-8]\d|19[01])\.\d+\.20$/),
    port: 20_443,
  });
  expect(labGuestRoute(KVM_LAB, dir)).toBeUndefined();
  expect(openLabFolder(KVM_LAB, dir, 2).gateway).toBeUndefined();
});

test('its end of the switch is no host’s, however many there are', () => {
  for (const count of [1, MOST_HOSTS]) {
    const { gateway, hosts, switchPort } = openLabFolder(XEN_LAB, dir, count);
    expect([switchPort, ...hosts.map(({ linkPort }) => linkPort)]).not.toContain(gateway?.linkPort);
    expect(gateway?.linkPort).toBe(switchPort + count + 1);
  }
});
