import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** In hexadecimal, with the length in bytes. */
export async function hashFile(
  path: string,
  algorithm: 'sha256' | 'sha512',
  signal?: AbortSignal,
): Promise<{ readonly hash: string; readonly bytes: number }> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path, { signal, highWaterMark: 1024 * 1024 }))
    hash.update(piece as Buffer); // without an encoding a stream gives buffers
  const { size } = await stat(path);
  return { hash: hash.digest('hex'), bytes: size };
}
