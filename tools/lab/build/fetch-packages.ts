/** Debian packages that are unpacked for what is in them, and installed nowhere. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bareEnvironment } from '@/tools/shared/bare-environment';
import { mustRun, runCommand } from '@/tools/shared/run-command';

/** Some 75 MB from the archive; a line that takes longer than this is not one. */
const DEADLINE_MS = 300_000;

/** The real package behind a general name, e.g. `linux-image-amd64` → `linux-image-6.1.0-50-amd64`. */
export async function resolvePackage(general: string): Promise<string> {
  const { stdout } = await runCommand('apt-cache', ['depends', '--important', general], { env: bareEnvironment() });
  return /^\s*\|?Depends: (linux-image-\d\S*)/m.exec(stdout)?.[1] ?? general;
}

/** Downloads and unpacks `packages` into `target`, or finds them there. @throws Error with apt's own words. */
export async function fetchPackages(packages: readonly string[], target: string): Promise<void> {
  const draft = `${target}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(join(draft, 'debs'), { recursive: true });
  try {
    await mustRun('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', 'download', ...packages], {
      cwd: join(draft, 'debs'),
      deadlineMs: DEADLINE_MS,
    });
    for (const file of readdirSync(join(draft, 'debs'))) {
      await mustRun('dpkg-deb', ['-x', join(draft, 'debs', file), join(draft, 'root')], { deadlineMs: DEADLINE_MS });
    }
    rmSync(target, { recursive: true, force: true });
    renameSync(join(draft, 'root'), target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
