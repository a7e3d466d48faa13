/** A guest of half a kilobyte that boots in a second from the first sector of its disk. Assembled here. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mustRun } from '@/tools/shared/run-command';

/** Programs that it takes, and the Debian package of each. */
export const ASSEMBLER = { as: 'binutils', ld: 'binutils' };

/** Where a BIOS puts the sector that it starts. */
const LOADED_AT = '0x7c00';

/** @returns the first 512 bytes of its disk, see tiny-guest.S. @throws Error with the assembler's words */
export async function assembleTinyGuest(): Promise<Buffer> {
  const dir = mkdtempSync(join(tmpdir(), 'gridbox-tiny-guest-'));
  try {
    const [object, program] = [join(dir, 'object'), join(dir, 'program')];
    await mustRun('as', ['--32', '-o', object, resolve('tools/lab/tiny-guest.S')]);
    await mustRun('ld', ['-m', 'elf_i386', '-Ttext', LOADED_AT, '--oformat', 'binary', '-o', program, object]);
    return readFileSync(program);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
