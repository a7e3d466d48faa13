import { createHash } from 'node:crypto';
import type { ImageSpecification } from '@/lib/contracts/image-specification';
import { type FileContent, ImageProblem, type RootTree } from './root-tree';

const PIECE_BYTES = 4 * 1024 * 1024;

/** In hexadecimal. */
export function hashContent(content: FileContent, algorithm: 'sha256' | 'sha512'): string {
  const hash = createHash(algorithm);
  for (let from = 0; from < content.size; from += PIECE_BYTES) hash.update(content.read(from, PIECE_BYTES));
  return hash.digest('hex');
}

/** Holds an image against what its specification promises. @throws ImageProblem with everything that is otherwise, by path. */
export function verifyRoot(
  tree: RootTree,
  { absent, checksums }: Pick<ImageSpecification, 'absent' | 'checksums'>,
): void {
  const wrong = absent.filter((path) => tree.exists(path)).map((path) => `${path} must be absent and is there`);
  for (const [path, expected] of Object.entries(checksums)) {
    const node = tree.find(path);
    if (node?.kind !== 'file') {
      wrong.push(`${path} has a checksum and is ${node === undefined ? 'not there' : 'no file'}`);
      continue;
    }
    const found = hashContent(node.content, 'sha256');
    if (found !== expected) wrong.push(`${path} has the SHA-256 ${found}, not ${expected}`);
  }
  if (wrong.length > 0) throw new ImageProblem(`The image is not what was asked for: ${wrong.join('; ')}.`);
}
