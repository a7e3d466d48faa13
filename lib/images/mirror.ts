/** Where packages come from: apt's one-line sources, from the site's settings. Pure. */

export interface ImageSuite {
  /** As a specification names it, e.g. `bookworm`. */
  readonly name: string;
  /** Its sources, its updates among them, each as apt reads it. */
  readonly sources: readonly string[];
}
export interface ImageMirror {
  readonly suites: readonly ImageSuite[];
}

/** Debian's own, with the updates that a release gets. */
export const DEFAULT_IMAGE_SOURCES = ['bookworm', 'trixie']
  .flatMap((suite) => [
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian ${suite} main`,
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian ${suite}-updates main`,
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian-security ${suite}-security main`,
  ])
  .join('\n');

/** What a suite's name goes by: the rest are its updates. */
const UPDATES = /-(updates|security|backports|proposed-updates)$/;
const SOURCE =
  /^deb(?: \[signed-by=(\/[A-Za-z0-9._/-]+)\])? ((?:https?:\/\/|file:\/)[A-Za-z0-9._~:/%+-]+) ([a-z][a-z0-9-]*) ([a-z][a-z0-9 -]*)$/;

/**
 * @param text one-line sources of apt, one a line; empty lines and those that begin with `#` are none
 * @throws Error that names the line. Addresses hold no passwords, which logs would show: apt has a file for these. Unsigned archives (`trusted=yes`) are not taken: an image is as good as what it is made of.
 */
export function parseMirror(text: string): ImageMirror {
  const suites = new Map<string, string[]>();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim().replaceAll(/\s+/g, ' ');
    if (line === '' || line.startsWith('#')) continue;
    const suite = SOURCE.exec(line)?.[3];
    if (suite === undefined)
      throw new Error(
        `line ${index + 1} is no source of apt’s in one line: deb [signed-by=/path/of/keyring] http://address suite components`,
      );
    const name = suite.replace(UPDATES, '');
    suites.set(name, [...(suites.get(name) ?? []), line]);
  }
  if (suites.size === 0) throw new Error('names no source of packages');
  return { suites: [...suites].map(([name, sources]) => ({ name, sources })) };
}
