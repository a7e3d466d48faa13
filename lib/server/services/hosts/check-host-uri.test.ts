import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '@/lib/domain/errors';
import { checkHostUri, checkMigrationUri } from './check-host-uri';

test.each(['qemu:///system', 'qemu+ssh://root@dempsey-01/system', 'xen+tls://xen1/', 'test:///default', 'esx://esx1/'])(
  '%s is libvirt',
  (uri) => {
    expect(checkHostUri(uri)).toBe('libvirt');
  },
);
test('a simulated host is the simulator', () => {
  expect(checkHostUri('simulated://openlab/dempsey-01')).toBe('simulated');
});
test.each([
  'qemu+ext:///system?command=/bin/sh',
  'qemu+ssh://h/system?netcat=/tmp/x',
  'qemu+ssh://-oProxyCommand=x/system',
  'qemu+ssh://u:secret@h/system',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'simulated://x?y',
  'simulated://openlab/../x',
  'nothing',
  '',
])('%s is refused at its field, without being repeated in full where it holds a password', (uri) => {
  try {
    checkHostUri(uri);
    expect.unreachable();
  } catch (error) {
    expect(AppError.is(error, 'bad-request')).toBe(true);
    if (AppError.is(error)) expect(error.fields[0]?.field).toBe('uri');
    expect(String(error)).not.toContain('secret@');
  }
});
test('any text passes or is refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((rest) => `qemu+ssh://${rest}`),
      ),
      (uri) => {
        try {
          expect(checkHostUri(uri)).toMatch(/libvirt|simulated/);
        } catch (error) {
          expect(AppError.is(error, 'bad-request')).toBe(true);
        }
      },
    ),
  );
});
test.each(['tcp://127.0.0.1', 'tcp://h:49152', 'unix:///run/x', null, undefined])(
  '%s may be a migration address',
  (uri) => {
    expect(() => checkMigrationUri(uri)).not.toThrow();
  },
);
test.each(['', 'exec:/bin/sh', 'tcp://a b', 'tcp://u@h', 'file:///x'])('%j may not', (uri) => {
  expect(() => checkMigrationUri(uri)).toThrow(/tcp:\/\/host/);
});
