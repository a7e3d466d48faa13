import { expect, test } from 'vitest';
import { isSimulated } from './host';

test.each([
  ['simulated', 'simulated://openlab/dempsey-01', true],
  ['libvirt', 'test:///default', true],
  ['libvirt', 'test+ssh://host/default', true],
  ['libvirt', 'qemu+unix:///session?socket=/run/test:x', false],
  ['libvirt', 'xen+tls://test/', false],
])('a host of driver %s at %s: simulated %s', (driver, uri, simulated) => {
  expect(isSimulated({ driver, uri })).toBe(simulated);
});
