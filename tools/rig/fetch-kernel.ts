/**
 * A kernel for the guests without installing one: the package is fetched by apt and unpacked into the data folder. An
 * installed kernel would change what this machine boots, and would build an initrd for it, which takes longer than the rig.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { mustRun, runCommand } from '@/tools/shared/run-command';

/** Debian's small kernel for virtual machines, and Ubuntu's. */
export const KERNEL_PACKAGES: readonly string[] = ['linux-image-cloud-amd64', 'linux-image-virtual'];

/** Some 40 MB from the archive. */
const DOWNLOAD_DEADLINE_MS = 240_000;

/** Beside the clone's own data whatever --data says: like node_modules it belongs to the clone, not to what is kept. */
export function fetchedKernelDir(): string {
  return resolve('.data', 'kernel');
}

/** @throws Error with apt's own words when neither package can be had. */
export async function fetchGuestKernel(): Promise<void> {
  const target = fetchedKernelDir();
  mkdirSync(dirname(target), { recursive: true });
  const draft = mkdtempSync(`${target}-draft-`);
  try {
    const packages = await namePackages();
    await mustRun('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', 'download', ...packages], {
      cwd: draft,
      deadlineMs: DOWNLOAD_DEADLINE_MS,
    });
    for (const file of readdirSync(draft).filter((name) => name.endsWith('.deb'))) {
      await mustRun('dpkg-deb', ['-x', join(draft, file), join(draft, 'root')], { deadlineMs: DOWNLOAD_DEADLINE_MS });
    }
    rmSync(target, { recursive: true, force: true });
    renameSync(join(draft, 'root'), target);
  } finally {
    if (existsSync(draft)) rmSync(draft, { recursive: true, force: true });
  }
}

/** The packages that hold the kernel and its modules (Ubuntu keeps those apart), found behind the general name. */
async function namePackages(): Promise<string[]> {
  for (const general of KERNEL_PACKAGES) {
    const [image] = await dependencies(general, /^linux-image-(?:unsigned-)?\d/);
    if (image !== undefined) return [image, ...(await dependencies(image, /^linux-modules-\d/))];
  }
  throw new Error(`apt knows none of ${KERNEL_PACKAGES.join(', ')}`);
}

async function dependencies(name: string, wanted: RegExp): Promise<string[]> {
  const { stdout } = await runCommand('apt-cache', ['depends', '--important', name], { env: bareEnvironment() });
  return [...stdout.matchAll(/^\s*\|?Depends: (\S+)/gm)]
    .map((match) => match[1] ?? '')
    .filter((each) => wanted.test(each));
}
