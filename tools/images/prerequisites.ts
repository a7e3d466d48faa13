/** What building images needs of the machine, and the Debian package that brings each. */
import type { MissingPart } from '@/tools/rig/prerequisites';
import { isInPath } from '@/tools/shared/is-in-path';

const PROGRAMS: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  mke2fs: 'e2fsprogs',
  debugfs: 'e2fsprogs',
  'qemu-img': 'qemu-utils',
  setpriv: 'util-linux',
  unshare: 'util-linux',
  prlimit: 'util-linux',
};

/** Empty when images can be built. */
export const missingForImages = (): MissingPart[] =>
  Object.entries(PROGRAMS).flatMap(([what, debianPackage]) => (isInPath(what) ? [] : [{ what, debianPackage }]));

/** The same for their tests, which boot one and run the programs that others hold. */
export const missingForImageTests = (): MissingPart[] => [
  ...missingForImages(),
  ...(isInPath('qemu-system-x86_64') ? [] : [{ what: 'qemu-system-x86_64', debianPackage: 'qemu-system-x86' }]),
  ...(isInPath('python3') ? [] : [{ what: 'python3', debianPackage: 'python3' }]),
];
