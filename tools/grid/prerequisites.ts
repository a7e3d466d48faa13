/** What the native site needs of the machine, and the Debian package that brings each. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { isInPath } from '@/tools/shared/is-in-path';
import { runCommand } from '@/tools/shared/run-command';
import type { MissingPart } from '@/tools/rig/prerequisites';
import { missingForSshd } from '@/tools/sshd/prerequisites';

const FILES: readonly (readonly [path: string, debianPackage: string])[] = [
  ['/usr/sbin/arched', 'nordugrid-arc-arex'],
  ['/usr/sbin/munged', 'munge'],
  ['/usr/sbin/slurmctld', 'slurmctld'],
  ['/usr/sbin/slurmd', 'slurmd'],
  ['/usr/bin/scontrol', 'slurm-client'],
  ['/usr/bin/qsub', 'slurm-wlm-torque'],
  ['/usr/bin/xrootd', 'xrootd-server'],
  ['/usr/bin/xrdcp', 'xrootd-client'],
  ['/usr/sbin/slapd', 'slapd'],
  ['/usr/bin/ldapadd', 'ldap-utils'],
  ['/usr/sbin/bdii-update', 'bdii'],
  ['/etc/ldap/schema/GLUE20.schema', 'glue-schema'],
];
/** libXrdHttp and the checksums are a package of their own, under the library folder of the architecture. */
const XROOTD_PLUGINS = '/usr/lib/x86_64-linux-gnu/libXrdHttp-5.so';

const SLURM_PACKAGES = ['munge', 'slurmctld', 'slurmd', 'slurm-client', 'iproute2', 'openssl', 'util-linux'];

/** Empty when a Slurm alone can be started. */
export const missingForSlurm = (): MissingPart[] =>
  missingForGrid().filter(({ debianPackage }) => SLURM_PACKAGES.includes(debianPackage));

/** Empty when the native site can be raised. */
export function missingForGrid(): MissingPart[] {
  const missing: MissingPart[] = FILES.filter(([path]) => !existsSync(path)).map(([path, debianPackage]) => ({
    what: path,
    debianPackage,
  }));
  const program = (what: string, debianPackage: string) => {
    if (!isInPath(what)) missing.push({ what, debianPackage });
  };
  if (!existsSync(XROOTD_PLUGINS)) missing.push({ what: 'XRootD over http', debianPackage: 'xrootd-server-plugins' });
  program('ip', 'iproute2');
  program('openssl', 'openssl');
  program('setpriv', 'util-linux');
  return [...missing, ...missingForSshd()];
}

/** Undefined where a namespace with services under other users can be made, else why not. */
export const whyNoGrid = (): string | undefined =>
  process.getuid?.() === 0 ? undefined : 'the native site needs root';

/** Asked by `invoke-rc.d` before a package starts its service; 101 means that it must not. */
const POLICY = '/usr/sbin/policy-rc.d';
/** ARC's installation makes a certificate for the machine's full name unless one is there. */
const OWN_CERTIFICATE = '/etc/grid-security/testCA-hostcert.pem';
const SERVICES = ['nordugrid-arc-arex', 'munge', 'slurmctld', 'slurmd', 'xrootd-server', 'slapd', 'bdii'];

/**
 * The packages would start their services, a directory server among them, and ARC's stays half installed where the full name of
 * the machine does not resolve. Call what is returned once they are installed.
 */
export async function prepareGridPackages(packages: readonly string[]): Promise<() => void> {
  const words = 'Made by the tests of Gridbox, which start such services themselves.';
  const made: string[] = [];
  if (SERVICES.some((name) => packages.includes(name)) && !existsSync(POLICY)) {
    const EXECUTABLE = 0o755;
    writeFileSync(POLICY, `#!/bin/sh\n# ${words}\nexit 101\n`, { mode: EXECUTABLE });
    made.push(POLICY);
  }
  if (packages.includes('nordugrid-arc-arex') && !existsSync(OWN_CERTIFICATE) && !(await hasFullName())) {
    // Nobody here uses the one that it would make.
    mkdirSync('/etc/grid-security', { recursive: true });
    writeFileSync(OWN_CERTIFICATE, `${words}\n`);
    made.push(OWN_CERTIFICATE);
  }
  return () => {
    for (const path of made) rmSync(path, { force: true });
  };
}

const hasFullName = async (): Promise<boolean> => (await runCommand('hostname', ['-f'])).code === 0;
