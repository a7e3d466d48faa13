import type { ImageOutput } from '@/lib/domain/image';
import { runProgram, type ProgramCall } from './run-program';
import { SMALL_PROGRAM_DEADLINE_MS } from './tunables';

const ASKED: Readonly<Record<string, readonly [string, ...string[]]>> = {
  mmdebstrap: ['mmdebstrap', '--version'],
  apt: ['apt-get', '--version'],
  e2fsprogs: ['mke2fs', '-V'],
  'qemu-img': ['qemu-img', '--version'],
};
const USED: Readonly<Record<ImageOutput, readonly string[]>> = {
  ext4: ['mmdebstrap', 'apt', 'e2fsprogs'],
  qcow2: ['mmdebstrap', 'apt', 'e2fsprogs', 'qemu-img'],
  initramfs: ['mmdebstrap', 'apt'],
};

/** Programs that write an image of a kind, and their versions. @throws BuildFailure where one is missing: better now than later. */
export async function readToolVersions(
  output: ImageOutput,
  call: Pick<ProgramCall, 'cwd' | 'signal'>,
): Promise<Readonly<Record<string, string>>> {
  const versions: Record<string, string> = {};
  for (const tool of USED[output]) {
    const said: string[] = [];
    const argv = ASKED[tool] ?? [tool, '--version'];
    await runProgram({
      argv,
      ...call,
      deadlineMs: SMALL_PROGRAM_DEADLINE_MS,
      onLine: (line) => void said.push(line),
    });
    versions[tool] = /\d+\.[\w.~+-]*/.exec(said[0] ?? '')?.[0] ?? 'unknown';
  }
  // It compresses an initramfs.
  if (output === 'initramfs') versions['zlib'] = process.versions.zlib ?? 'unknown';
  return versions;
}
