import { readFileSync, statSync } from 'node:fs';
import { CliFailure, EXIT } from './failure';

/** The API takes less; this only keeps a wrong path (an image, a disk) from being read whole. */
const BYTES_MAX = 1024 * 1024;

/** @throws CliFailure where it is no readable text file */
export function readTextFile(file: string): string {
  let bytes: Buffer;
  try {
    if (statSync(file).size > BYTES_MAX)
      throw new CliFailure(`${file} is too large for a text of this kind.`, EXIT.usage);
    bytes = readFileSync(file);
  } catch (cause) {
    if (cause instanceof CliFailure) throw cause;
    throw new CliFailure(
      `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      EXIT.usage,
      {
        cause,
      },
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CliFailure(`${file} is no UTF-8 text.`, EXIT.usage, { cause });
  }
}
