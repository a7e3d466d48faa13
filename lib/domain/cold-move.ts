/** Vocabulary of a cold move: a domain shut down at one technology, its disks converted, started at another. The picture is in docs/operations.md. Pure. */

/**
 * `moving`: the operation runs. `awaiting`: the new copy is there and the old one kept, until an operator decides.
 * `half-undone`: taking the new copy away has begun and has not been seen to end. The others are ends.
 */
export const COLD_MOVE_STAGES = ['moving', 'awaiting', 'half-undone', 'kept', 'returned', 'undone'] as const;
export type ColdMoveStage = (typeof COLD_MOVE_STAGES)[number];

/** What is open stands in the way of whatever could make a second copy run, or lose one. */
export interface OpenColdMove {
  readonly stage: 'awaiting' | 'half-undone';
  /** Where the old copy lies. */
  readonly from: string;
}

/** Folders of the system itself hold devices and no disk images. */
const NO_IMAGES_BELOW = ['/dev', '/proc', '/sys', '/run'];
const PATH_MAX = 1024;

/** Why `path` cannot be the file or folder of a disk image; undefined where it can. */
export function refusePath(path: string): string | undefined {
  const parts = path.split('/');
  // oxlint-disable-next-line no-control-regex -- what no file name should hold is exactly what is looked for
  const odd = /[\x00-\x1f]/.test(path) || path.length > PATH_MAX;
  if (!path.startsWith('/') || odd || parts.includes('..') || parts.includes('.'))
    return `The path ${JSON.stringify(path)} is not an absolute path without dots.`;
  const below = NO_IMAGES_BELOW.find((folder) => path === folder || path.startsWith(`${folder}/`));
  return below === undefined ? undefined : `${path} lies below ${below}, where there are devices and no disk images.`;
}
