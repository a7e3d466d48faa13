import { expect, test } from 'vitest';
import { DriverError } from '@/lib/drivers/errors';
import { endScript, readScript, startScript } from './remote-script';
import { type HostKeys, sshArguments } from './ssh-command';
import { sshOfUri } from './uri-address';

test.each([
  ['qemu+ssh://host/system', { user: undefined, host: 'host', port: undefined }, true],
  ['qemu+ssh://me@host.example.org:2222/session?socket=/x', { user: 'me', host: 'host.example.org', port: 2222 }, true],
  ['xen+ssh://root@[2001:db8::1]/?no_verify=1', { user: 'root', host: '2001:db8::1', port: undefined }, false],
  ['xen+ssh://host/?no_verify=0', { user: undefined, host: 'host', port: undefined }, true],
])('%s says where SSH leads', (uri, address, verify) => expect(sshOfUri(uri)).toEqual({ address, verify }));

test.each([
  'qemu+tcp://host/system',
  'qemu:///system',
  'qemu+ssh:///system',
  'qemu+ssh://-oProxyCommand=id/system',
  'qemu+ssh://%2doProxyCommand=id@host/system',
  'qemu+ssh://$(id)@host/system',
  'qemu+ssh://a%20b@host/system',
  'qemu+ssh://host%0a/system',
  'qemu+ssh://host:0/system',
  'no address',
])('%s leads nowhere by SSH', (uri) => expect(sshOfUri(uri)).toBeUndefined());

const HOST = { user: 'me', host: 'host', port: 2222 };
const optionsOf = (keys: HostKeys, folder?: string) => {
  const args = sshArguments(HOST, keys, folder);
  return args.filter((_, index) => args[index - 1] === '-o');
};

test('the command line ends with the host behind the end of options, and one word to run', () => {
  const args = sshArguments(HOST, { kind: 'known' });
  expect(args.slice(-7)).toEqual(['-p', '2222', '-l', 'me', '--', 'host', 'sh']);
  expect(sshArguments({ user: undefined, host: 'host', port: undefined }, { kind: 'known' }).slice(-4)).toEqual([
    'LogLevel=ERROR',
    '--',
    'host',
    'sh',
  ]);
  expect(optionsOf({ kind: 'known' })).toEqual(
    expect.arrayContaining(['BatchMode=yes', 'ConnectTimeout=10', 'StrictHostKeyChecking=yes', 'ForwardAgent=no']),
  );
});

test('host keys are looked at, but where an address says no; of a guest the first is kept by its own name', () => {
  expect(optionsOf({ kind: 'any' })).toContain('StrictHostKeyChecking=no');
  const guest = optionsOf({ kind: 'first', file: '/data of 90%/known', alias: 'gridbox-7' });
  expect(guest).toEqual(
    expect.arrayContaining([
      'StrictHostKeyChecking=accept-new',
      'UserKnownHostsFile="/data of 90%%/known"',
      'HostKeyAlias=gridbox-7',
    ]),
  );
  for (const file of ['/a"b', '/a\\b', '/${HOME}', '/a\nb'])
    expect(() => optionsOf({ kind: 'first', file, alias: 'x' })).toThrow(DriverError);
});

test('a kept connection that took any key serves nobody who asks for a known one', () => {
  const pathOf = (keys: HostKeys) => optionsOf(keys, '/s').find((option) => option.startsWith('ControlPath='));
  expect(pathOf({ kind: 'known' })).toMatch(/^ControlPath="\/s\/[0-9a-f]{16}"$/);
  expect(pathOf({ kind: 'any' })).not.toBe(pathOf({ kind: 'known' }));
});

test('no word of a program stands in the script but as base64', () => {
  const hostile = `'; touch /tmp/x; '`;
  const script = startScript('mark', 'key', { argv: ['echo', hostile, ''], input: hostile });
  expect(script).not.toContain('touch');
  const base64 = Buffer.from(hostile).toString('base64');
  expect(script).toContain(`words='_ZWNobw== _${base64} _'\ninput='${base64}'\n`);
  for (const each of [script, readScript('mark', 'key'), endScript('mark', 'key')])
    expect(each).toMatch(/^\{\nmark='mark'\nkey='key'\n/);
});
