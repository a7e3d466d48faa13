/** What every channel for programs has in common: how much is kept of an output, and what a shell says of an end. */
import type { GuestProgramState } from '@/lib/drivers/port';

/** As much as QEMU's guest agent keeps of each output. */
export const MOST_OUTPUT_BYTES = 16 * 1_048_576;

/** A shell says 128 and the signal for a program that one ended. */
const SIGNAL_BASE = 128;

export type ProgramEnd = Pick<Extract<GuestProgramState, { running: false }>, 'exitCode' | 'signal'>;

/** @param code as the shell said it; undefined where it left no word, because it was killed as well or the machine stopped */
export function programEnd(code: number | undefined): ProgramEnd {
  if (code === undefined) return { exitCode: undefined, signal: undefined };
  return code > SIGNAL_BASE
    ? { exitCode: undefined, signal: code - SIGNAL_BASE }
    : { exitCode: code, signal: undefined };
}
