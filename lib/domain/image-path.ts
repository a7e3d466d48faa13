/** Paths inside an image. Pure. */

/** `/` and control characters aside, what a line of a file-system tool could take for an end of the name. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const STRANGE = /[\u0000-\u001f\u007f"\\]/;

/**
 * An absolute path as it is written: one slash between names, none at the end. Undefined for what is none, or leaves the root.
 * @example normalImagePath('/etc//hosts/') // '/etc/hosts'
 * @example normalImagePath('/etc/../../hosts') // undefined
 */
export function normalImagePath(path: string): string | undefined {
  if (!path.startsWith('/') || STRANGE.test(path)) return undefined;
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.length === 0 || names.includes('..')) return undefined;
  return `/${names.join('/')}`;
}
