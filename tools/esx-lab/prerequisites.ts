/** What the ESX lab needs of the machine, and the Debian package that brings each. */
import { existsSync } from 'node:fs';
import { isInPath } from '@/tools/shared/is-in-path';
import type { MissingPart } from '@/tools/rig/prerequisites';

/** Where Debian's packages of Go sources are: https://go-team.pages.debian.net/packaging.html */
export const GO_PATH = '/usr/share/gocode';

/** Debian's list of the files of the package with their sums: another version has another. */
export const GOVMOMI_SUMS = '/var/lib/dpkg/info/golang-github-vmware-govmomi-dev.md5sums';

const LIBRARY_FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

/** Empty when the simulated ESX host can be built and reached. */
export function missingForEsxLab(): MissingPart[] {
  const missing: MissingPart[] = [];
  if (!isInPath('go')) missing.push({ what: 'the Go compiler', debianPackage: 'golang-go' });
  if (!existsSync(`${GO_PATH}/src/github.com/vmware/govmomi/simulator`) || !existsSync(GOVMOMI_SUMS))
    missing.push({ what: 'the vSphere simulator', debianPackage: 'golang-github-vmware-govmomi-dev' });
  // Debian builds the ESX driver into the library itself.
  if (!LIBRARY_FOLDERS.some((folder) => existsSync(`${folder}/libvirt.so.0`)))
    missing.push({ what: "libvirt's client library", debianPackage: 'libvirt0' });
  return missing;
}
