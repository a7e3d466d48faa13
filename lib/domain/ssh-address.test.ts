import { expect, test } from 'vitest';
import { parseSshAddress } from './ssh-address';

test.each([
  ['root@wn-01.example.org', { user: 'root', host: 'wn-01.example.org', port: undefined }],
  ['grid_user-1@10.0.0.7:2222', { user: 'grid_user-1', host: '10.0.0.7', port: 2222 }],
  ['root@[2001:db8::7]:22', { user: 'root', host: '2001:db8::7', port: 22 }],
])('%s is an address', (text, address) => expect(parseSshAddress(text)).toEqual(address));

test.each([
  '',
  'wn-01',
  '@wn-01',
  'root@',
  '-oProxyCommand=id@wn-01',
  'root@-oProxyCommand=id',
  'root@wn-01:-p',
  'root@wn-01:0',
  'root@wn-01:65536',
  'root@wn-01:22:22',
  'root@2001:db8::7',
  'root@[wn-01]',
  'root@[]',
  'root@[-:]',
  'a@b@wn-01',
  'root@wn-01 -v',
  'root@wn-01\n',
  'root@$(id)',
  "root@'x'",
  'ro;ot@wn-01',
  'root@wn%2d01',
  `root@${'a'.repeat(300)}`,
])('%j is none', (text) => expect(parseSshAddress(text)).toBeUndefined());
