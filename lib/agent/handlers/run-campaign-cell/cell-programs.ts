/** Our own small programs in the guest of a cell. */
import { posix } from 'node:path';
import { GUEST_SCRIPTS, guestStepName, type GuestStep } from '@/lib/domain/campaign-guest';
import type { GuestProgram } from '@/lib/drivers/port';
import { OperationFailure } from '@/lib/agent/worker/operation-failure';
import { type Ended, runSmall, type ProgramEnd } from '@/lib/agent/handlers/run-benchmark/small-programs';
import type { CellRun } from './sql';
import { FILE_PART_BYTES } from './tunables';

/** A script of ours by its name; whatever came from somebody is one of its arguments. */
export const guestStep = (step: GuestStep, ...words: readonly string[]): GuestProgram => ({
  argv: ['sh', '-c', GUEST_SCRIPTS[step], guestStepName(step), ...words],
});

/** @throws OperationFailure where it does not end well, with what it said. */
export async function runStep(
  run: CellRun,
  end: ProgramEnd,
  program: GuestProgram,
  doing: string,
  deadlineMs?: number,
): Promise<Ended> {
  const ended = await runSmall(run, end, program, deadlineMs);
  if (ended.exitCode === 0) return ended;
  const said = ended.stderr.trim().split('\n').at(-1) ?? '';
  throw new OperationFailure(
    'refused',
    `${end.name} could not ${doing}: ${said === '' ? `code ${ended.exitCode ?? '?'}` : said}`,
  );
}

/** Of a path in the guest; a relative one begins in the folder where the command ran. */
export const inFolder = (folder: string, path: string): string => posix.resolve(folder, path);

/** Bytes of each; undefined where there is no such file. */
export async function sizesOf(
  run: CellRun,
  end: ProgramEnd,
  paths: readonly string[],
): Promise<readonly (number | undefined)[]> {
  if (paths.length === 0) return [];
  const { stdout } = await runStep(run, end, guestStep('sizes', ...paths), 'look for the files');
  const lines = stdout.trim().split('\n');
  return paths.map((_path, index) => {
    const line = lines[index]?.trim() ?? '-';
    return /^\d{1,15}$/.test(line) ? Number(line) : undefined;
  });
}

/** Bytes of a file from one on, in parts; a file that becomes shorter meanwhile is what was there. */
export async function readFile(
  run: CellRun,
  end: ProgramEnd,
  path: string,
  from: number,
  bytes: number,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let at = from; at < from + bytes; at += FILE_PART_BYTES) {
    const wanted = Math.min(FILE_PART_BYTES, from + bytes - at);
    const { stdout } = await runStep(run, end, guestStep('read', path, String(at + 1), String(wanted)), `give ${path}`);
    const part = Buffer.from(stdout.replaceAll(/\s/g, ''), 'base64');
    parts.push(part);
    if (part.length < wanted) break;
  }
  return Buffer.concat(parts);
}
