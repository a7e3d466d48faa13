import { IMAGE_EPOCH_DAYS } from '@/lib/images/epoch';
import type { RootTree } from './root-tree';

/** What says where and when an image was built, and what is drawn by lot when a package is installed: two guests never share such. */
const LEFT_OUT = [
  // Of the machine that builds, and of its mirror.
  '/etc/resolv.conf',
  '/etc/apt/sources.list',
  '/var/lib/apt/lists/lock',
  '/var/cache/apt/archives/lock',
  '/var/cache/apt/pkgcache.bin',
  '/var/cache/apt/srcpkgcache.bin',
  // Keys, and what stands for them.
  '/etc/ssh/ssh_host_rsa_key',
  '/etc/ssh/ssh_host_rsa_key.pub',
  '/etc/ssh/ssh_host_ecdsa_key',
  '/etc/ssh/ssh_host_ecdsa_key.pub',
  '/etc/ssh/ssh_host_ed25519_key',
  '/etc/ssh/ssh_host_ed25519_key.pub',
  '/etc/munge/munge.key',
  '/etc/grid-security/hostkey.pem',
  '/etc/grid-security/hostcert.pem',
  '/etc/grid-security/testCA-hostkey.pem',
  '/etc/grid-security/testCA-hostcert.pem',
  '/etc/grid-security/testCA.allowed-subjects',
  '/etc/ssl/private/ssl-cert-snakeoil.key',
  '/etc/ssl/certs/ssl-cert-snakeoil.pem',
  '/var/lib/systemd/random-seed',
  '/var/lib/dbus/machine-id',
  // Made anew by the first program that needs them.
  '/var/cache/ldconfig/aux-cache',
  '/var/log/dpkg.log',
  '/var/log/alternatives.log',
  '/var/log/bootstrap.log',
];
/** Lines of mmdebstrap's own settings for apt and dpkg, which name its mirror. */
const FOLDERS_EMPTIED = ['/var/lib/apt/lists', '/var/log/apt', '/etc/apt/sources.list.d'];

const BDII_SETTINGS = ['/etc/bdii/bdii-slapd.conf', '/etc/bdii/bdii-top-slapd.conf'];

/** Where ARC's installation makes itself a CA, its key beside it: no guest is to trust what an image holds the key of. */
const CA_FOLDER = '/etc/grid-security/certificates';
const OWN_CA = /^ARC-TestCA-/;

/** A system that starts mounts what it has of its own there, and does not start without a place for it. */
const MOUNTED_OVER = ['/dev', '/proc', '/run', '/sys'];

/** Takes out of a fresh root what another build of the same packages would have otherwise. */
export function settleRoot(tree: RootTree, options: { readonly unpacked: boolean }): void {
  for (const path of LEFT_OUT) tree.remove(path);
  for (const name of tree.names(CA_FOLDER)) {
    const node = tree.at(`${CA_FOLDER}/${name}`);
    if (OWN_CA.test(node?.kind === 'link' ? node.target : name)) tree.remove(`${CA_FOLDER}/${name}`);
  }
  for (const folder of FOLDERS_EMPTIED) for (const name of tree.names(folder)) tree.remove(`${folder}/${name}`);
  if (options.unpacked) {
    // What mmdebstrap laid out for an apt and a dpkg that are not there.
    for (const path of ['/etc/apt', '/etc/dpkg', '/var/cache/apt', '/var/lib/apt', '/var/lib/dpkg', '/var/log/apt'])
      tree.remove(path);
  }
  for (const folder of MOUNTED_OVER) tree.makeFolder(folder);
  if (tree.exists('/etc')) tree.putFile('/etc/hostname', Buffer.from('localhost\n'));
  for (const path of BDII_SETTINGS) {
    const text = tree.readText(path);
    // The package's own word for a password that is still to be drawn.
    if (text !== undefined) tree.writeText(path, text.replaceAll(/^(rootpw\s+).*$/gm, '$1secret'));
  }
  if (tree.exists('/etc/hosts')) tree.putFile('/etc/hosts', Buffer.from('127.0.0.1 localhost\n'));
  for (const path of ['/etc/shadow', '/etc/shadow-']) {
    const text = tree.readText(path);
    if (text !== undefined)
      tree.writeText(path, text.replaceAll(/^([^:\n]*:[^:\n]*):\d+:/gm, `$1:${IMAGE_EPOCH_DAYS}:`));
  }
}
