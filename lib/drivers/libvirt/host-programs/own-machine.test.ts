import { expect, test } from 'vitest';
import { whyNoHostPrograms } from './own-machine';

const user = { uid: 998, gid: 998 };

test.each(['qemu+unix:///session?socket=/run/x', 'qemu:///system', 'xen:///system', 'lxc:///system'])(
  '%s is this machine',
  (uri) => expect(whyNoHostPrograms(uri, user)).toBeUndefined(),
);

test.each(['qemu+ssh://root@host/system', 'xen+ssh://[2001:db8::1]:2222/?no_verify=1'])(
  '%s lets programs run by SSH, whoever the agent runs as',
  (uri) => expect(whyNoHostPrograms(uri, undefined)).toBeUndefined(),
);

test.each([
  ['qemu+tcp://host/system', /address leads elsewhere/],
  ['xen+tls://host/', /Write it with \+ssh/],
  ['qemu+ssh://us%65r@host/system', /names no machine/],
  ['qemu+ssh:///system', /names no machine/],
  ['qemu+unix://host/system', /address leads elsewhere/],
  ['qemu:///system?transport=ssh', /address leads elsewhere/],
  ['esx://host/?no_verify=1', /ESX/],
  ['test:///default', /in memory alone/],
  ['no address', /address leads elsewhere/],
])('nothing is run on %s', (uri, sentence) => expect(whyNoHostPrograms(uri, user)).toMatch(sentence));
