import { ARCHITECTURES, type Architecture } from '@/lib/domain/host';

/** Names that libvirt or uname use for what we call otherwise. */
const OTHER_NAMES: Readonly<Record<string, Architecture>> = {
  i386: 'i686',
  i486: 'i686',
  i586: 'i686',
  amd64: 'x86_64',
  itanium: 'ia64',
  armv8l: 'aarch64',
};

/** @example mapArchitecture('i386') // 'i686' */
export function mapArchitecture(name: string | undefined): Architecture {
  if (name === undefined) return 'unknown';
  return ARCHITECTURES.find((each) => each === name) ?? OTHER_NAMES[name] ?? 'unknown';
}
