/** The way programs run on a host itself: as children of ours on our own machine, else by SSH. */
import type { HostPrograms } from '@/lib/drivers/port';
import { createSshPrograms } from '@/lib/drivers/libvirt/ssh/ssh-programs';
import { sshOfUri } from '@/lib/drivers/libvirt/ssh/uri-address';
import { createLocalPrograms, LOCAL_PROGRAMS_FOLDER } from './local-programs';
import { type ProgramsUser, whyNoHostPrograms } from './own-machine';

/** Undefined where there is none; `whyNoHostPrograms` says why. */
export function createHostPrograms(uri: string, user: ProgramsUser | undefined): HostPrograms | undefined {
  if (whyNoHostPrograms(uri, user) !== undefined) return undefined;
  const ssh = sshOfUri(uri);
  if (ssh === undefined) return createLocalPrograms({ folder: LOCAL_PROGRAMS_FOLDER, user });
  return createSshPrograms({ address: ssh.address, keys: { kind: ssh.verify ? 'known' : 'any' }, to: 'the host' });
}
