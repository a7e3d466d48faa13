/** System packages by apt, as root on Debian and its kin; said before it is done, and left alone with --no-install. */
import { existsSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { findLabKind } from '@/tools/lab/kinds';
import type { LabName } from '@/tools/lab/lab-kind';
import { missingForLab } from '@/tools/lab/start-lab';
import { missingForImages } from '@/tools/images/prerequisites';
import { missingForRig } from '@/tools/rig/prerequisites';
import { fetchGuestKernel, KERNEL_PACKAGES } from '@/tools/rig/fetch-kernel';
import type { StageReport } from '../progress';

/** The archive's answer and the unpacking on an ordinary line take a minute or two; a dead mirror must not hold up the rest for ever. */
const DEADLINE_MS = 420_000;

export interface SystemNeeds {
  readonly packages: readonly string[];
  /** A kernel for the guests is unpacked into .data, never installed: this machine's own boot stays as it is. */
  readonly kernel: boolean;
}

/** What is missing for the rig and for images, where the rig is wanted, and for these labs. */
export function systemNeeds(rig = true, labs: readonly LabName[] = []): SystemNeeds {
  const missing = [
    ...(rig ? [...missingForRig(), ...missingForImages()] : []),
    ...labs.flatMap((name) => missingForLab(findLabKind(name))),
  ];
  const names = [...new Set(missing.map((part) => part.debianPackage))];
  return {
    packages: names.filter((name) => !KERNEL_PACKAGES.includes(name)),
    kernel: names.some((name) => KERNEL_PACKAGES.includes(name)),
  };
}

/** Undefined when apt can be used here, else the reason. */
export function whyNoApt(): string | undefined {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!/^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release) || !existsSync('/usr/bin/apt-get'))
    return 'this is not Debian or Ubuntu';
  return process.getuid?.() === 0 ? undefined : 'this is not root';
}

export async function installSystemPackages(needs: SystemNeeds, report: StageReport): Promise<void> {
  report.update('reading the package lists');
  await apt(['update'], report, true);
  if (needs.packages.length > 0)
    await apt(['install', '--yes', '--no-install-recommends', ...needs.packages], report, false);
  if (needs.kernel) {
    report.update('fetching a kernel for the guests');
    await fetchGuestKernel();
  }
}

async function apt(args: readonly string[], report: StageReport, mayFail: boolean): Promise<void> {
  const child = spawn('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Languages=none', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  });
  const last: string[] = [];
  const KEPT = 15;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      last.push(line);
      if (last.length > KEPT) last.shift();
      if (/^(Get|Unpacking|Setting up|Processing)/.test(line)) report.update(line.slice(0, 100));
    });
  }
  const timer = setTimeout(() => child.kill('SIGTERM'), DEADLINE_MS);
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (value) => resolve(value ?? 1));
  });
  clearTimeout(timer);
  // Lists that cannot be renewed may still be good enough for the install that follows.
  if (code !== 0 && !mayFail) throw new Error(`apt-get ${args[0]} ended with ${code}:\n${last.join('\n')}`);
}
