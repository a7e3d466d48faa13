/**
 * The files of an image as a tree of values. No file system holds them until the image's own does: a path of a specification is
 * looked up here, where a link that leads out of the image ends at its root, as it would for somebody who lives in it.
 */
import { posix } from 'node:path';

/** Bytes that are read when they are needed: an image has hundreds of megabytes. */
export interface FileContent {
  readonly size: number;
  /** @param from within the content; `length` bytes or what is left of it */
  read(from: number, length: number): Buffer;
}
interface Meta {
  /** Permission bits with set-uid, set-gid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
}
/** Two paths with the same node are hard links to each other. */
export type RootNode =
  | (Meta & { readonly kind: 'folder' })
  | (Meta & {
      readonly kind: 'file';
      readonly content: FileContent;
      readonly xattrs: ReadonlyMap<string, Buffer>;
    })
  | (Meta & { readonly kind: 'link'; readonly target: string });
export type FileNode = Extract<RootNode, { kind: 'file' }>;

/** What is wrong with a specification and is seen only when it meets the files of its packages. The sentence names what and where. */
export class ImageProblem extends Error {
  override readonly name = 'ImageProblem';
}

/** As Linux does (MAXSYMLINKS). */
const MOST_LINKS = 40;
/** Read whole: texts that are changed, and units. */
const TEXT_BYTES_MAX = 4 * 1024 * 1024;

export const contentOf = (bytes: Buffer): FileContent => ({
  size: bytes.length,
  read: (from, length) => bytes.subarray(from, from + length),
});

export class RootTree {
  readonly #nodes = new Map<string, RootNode>();
  readonly #epoch: number;

  /** @param epoch seconds since 1970: what is put here was made then, and nothing is younger */
  constructor(epoch: number) {
    this.#epoch = epoch;
    this.#nodes.set('/', { kind: 'folder', mode: 0o755, uid: 0, gid: 0, mtime: epoch });
  }

  /** Paths and what is there, folders before what lies in them, in an order that depends on the paths alone. */
  *entries(): Generator<readonly [string, RootNode]> {
    for (const path of [...this.#nodes.keys()].sort()) {
      const node = this.#nodes.get(path);
      if (node !== undefined) yield [path, node];
    }
  }

  /** What is at this very path; a link is not followed. */
  at(path: string): RootNode | undefined {
    return this.#nodes.get(path);
  }

  /** Puts a node where an archive has it, younger than nothing. @throws Error where its folder is none. */
  load(path: string, node: RootNode): void {
    const parent = posix.dirname(path);
    if (path !== '/' && this.#nodes.get(parent)?.kind !== 'folder') throw new Error(`${path}: ${parent} is no folder`);
    this.#nodes.set(path, node.mtime > this.#epoch ? { ...node, mtime: this.#epoch } : node);
  }

  /** The same of a second name of a file. */
  loadHardLink(path: string, target: string): void {
    const node = this.#nodes.get(target);
    if (node?.kind !== 'file') throw new Error(`${path} is a second name of ${target}, which is no file`);
    if (this.#nodes.get(posix.dirname(path))?.kind !== 'folder') throw new Error(`${path} lies in no folder`);
    this.#nodes.set(path, node);
  }

  /**
   * Where a path ends when its links are followed: always within the tree. The last name need not be there.
   * @throws ImageProblem where it leads through a file, or through links without end.
   */
  resolve(path: string, followLast = true): string {
    let links = 0;
    const walk = (start: string, names: readonly string[], follow: boolean): string => {
      let here = start;
      for (const [index, name] of names.entries()) {
        if (name === '' || name === '.') continue;
        if (name === '..') {
          here = posix.dirname(here);
          continue;
        }
        const next = posix.join(here, name);
        const node = this.#nodes.get(next);
        const last = index === names.length - 1;
        if (node?.kind === 'link' && (!last || follow)) {
          links += 1;
          if (links > MOST_LINKS) throw new ImageProblem(`${path} leads through more than ${MOST_LINKS} links.`);
          here = walk(node.target.startsWith('/') ? '/' : here, node.target.split('/'), true);
          continue;
        }
        if (node?.kind === 'file' && !last) throw new ImageProblem(`${path} leads through ${next}, which is a file.`);
        here = next;
      }
      return here;
    };
    return walk('/', path.split('/'), followLast);
  }

  /** What a program in the image finds at a path. @throws ImageProblem as `resolve`. */
  find(path: string): RootNode | undefined {
    return this.#nodes.get(this.resolve(path));
  }

  /** Is there anything, be it a link to nothing? */
  exists(path: string): boolean {
    const place = this.resolve(path, false);
    return this.#nodes.has(place);
  }

  /** Makes the folder and those above it, owned by root; what is there stays as it is. @throws ImageProblem @returns where it is */
  makeFolder(path: string, meta: Partial<Meta> = {}): string {
    const place = this.resolve(path);
    const node = this.#nodes.get(place);
    if (node?.kind === 'folder') return place;
    if (node !== undefined) throw new ImageProblem(`${path} cannot be a folder: there is a file.`);
    if (this.#nodes.get(posix.dirname(place))?.kind !== 'folder') this.makeFolder(posix.dirname(place));
    this.#nodes.set(place, { kind: 'folder', mode: 0o755, uid: 0, gid: 0, mtime: this.#epoch, ...meta });
    return place;
  }

  /** Writes a file anew; a link of that name is replaced, not followed. @throws ImageProblem */
  putFile(path: string, bytes: Buffer, meta: Partial<Meta> = {}): void {
    const content = contentOf(bytes);
    const file = { kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: this.#epoch, xattrs: new Map(), content } as const;
    this.put(path, { ...file, ...meta });
  }

  /** @throws ImageProblem */
  putLink(path: string, target: string): void {
    this.put(path, { kind: 'link', target, mode: 0o777, uid: 0, gid: 0, mtime: this.#epoch });
  }

  /** @throws ImageProblem where a folder is. */
  put(path: string, node: Exclude<RootNode, { kind: 'folder' }>): void {
    const folder = this.makeFolder(posix.dirname(path));
    const place = posix.join(folder, posix.basename(path));
    if (this.#nodes.get(place)?.kind === 'folder') throw new ImageProblem(`${path} is a folder in this image.`);
    this.#nodes.set(place, node);
  }

  /** Removes what is at this very path, and what lies in it. */
  remove(path: string): void {
    this.#nodes.delete(path);
    for (const other of this.#nodes.keys()) if (other.startsWith(`${path}/`)) this.#nodes.delete(other);
  }

  /** The text of a file; undefined where there is none. @throws ImageProblem where it is no file, or too large for a text. */
  readText(path: string): string | undefined {
    const node = this.find(path);
    if (node === undefined) return undefined;
    if (node.kind !== 'file' || node.content.size > TEXT_BYTES_MAX)
      throw new ImageProblem(`${path} is not a text file in this image.`);
    return node.content.read(0, node.content.size).toString('utf8');
  }

  /** Changes the text of a file, which keeps its owner and mode; a link to it stays. */
  writeText(path: string, text: string): void {
    const place = this.resolve(path);
    const { mode, uid, gid } = this.#nodes.get(place) ?? { mode: 0o644, uid: 0, gid: 0 };
    this.putFile(place, Buffer.from(text), { mode, uid, gid });
  }

  /** Names in a folder, in order. */
  names(folder: string): string[] {
    const prefix = folder === '/' ? '/' : `${folder}/`;
    return [...this.#nodes.keys()]
      .filter((path) => path !== '/' && path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
      .map((path) => path.slice(prefix.length))
      .sort();
  }
}
