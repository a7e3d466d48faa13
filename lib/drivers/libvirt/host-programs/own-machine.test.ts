import { expect, test } from 'vitest';
import { whyNoHostPrograms } from './own-machine';

const user = { uid: 998, gid: 998 };

test.each(['qemu+unix:///session?socket=/run/x', 'qemu:///system', 'xen:///system', 'lxc:///system'])(
  '%s is this machine',
  (uri) => expect(whyNoHostPrograms(uri, user)).toBeUndefined(),
);

test.each([
  ['qemu+tcp://host/system', /address leads elsewhere/],
  ['qemu+ssh://root@host/system', /address leads elsewhere/],
  ['qemu+unix://host/system', /address leads elsewhere/],
  ['qemu:///system?transport=ssh', /address leads elsewhere/],
  ['esx://host/?no_verify=1', /ESX/],
  ['test:///default', /in memory alone/],
  ['no address', /address leads elsewhere/],
])('nothing is run on %s', (uri, sentence) => expect(whyNoHostPrograms(uri, user)).toMatch(sentence));
