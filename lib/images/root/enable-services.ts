import { ImageProblem, type RootTree } from './root-tree';

/** In the order in which systemd looks (systemd.unit(5)), those of the run time left out. */
const UNIT_FOLDERS = [
  '/etc/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];
const ENDING = /\.(service|socket|timer|path|target|mount|automount|device)$/;
const UNIT_NAME = /^[A-Za-z0-9:_.@\\-]+$/;

/**
 * Enables units as `systemctl enable` does for an image that does not run: links by their `[Install]` sections.
 * @throws ImageProblem for a unit that is not in the image, or cannot be enabled.
 */
export function enableServices(tree: RootTree, services: readonly string[]): void {
  const done = new Set<string>();
  for (const name of services) enable(tree, ENDING.test(name) ? name : `${name}.service`, done);
}

function enable(tree: RootTree, unit: string, done: Set<string>): void {
  if (done.has(unit)) return;
  done.add(unit);
  const file = findUnit(tree, unit);
  if (file === undefined) throw new ImageProblem(`The service ${unit} is in no package of this image.`);
  const install = installSection(tree.readText(file) ?? '');
  if (install.size === 0)
    throw new ImageProblem(`The service ${unit} cannot be enabled: its unit has no [Install] section.`);
  for (const [key, ending] of [
    ['WantedBy', 'wants'],
    ['RequiredBy', 'requires'],
  ] as const)
    for (const target of install.get(key) ?? [])
      tree.putLink(`/etc/systemd/system/${named(unit, target)}.${ending}/${unit}`, file);
  for (const alias of install.get('Alias') ?? [])
    if (named(unit, alias) !== unit) tree.putLink(`/etc/systemd/system/${named(unit, alias)}`, file);
  for (const also of install.get('Also') ?? []) enable(tree, named(unit, also), done);
}

/** @throws ImageProblem: a unit is a file of a package, and its words are no more to be trusted than a specification's. */
function named(unit: string, word: string): string {
  const name = word.replaceAll('%i', instanceOf(unit)).replaceAll('%n', unit);
  if (UNIT_NAME.test(name) && name !== '.' && name !== '..') return name;
  throw new ImageProblem(
    `The service ${unit} names ${JSON.stringify(word)} in its [Install] section, which is no unit.`,
  );
}
const instanceOf = (unit: string): string => /@(.*)\.[a-z]+$/.exec(unit)?.[1] ?? '';

/** Of an instance its template. */
function findUnit(tree: RootTree, unit: string): string | undefined {
  const names = [unit, unit.replace(/@.*(\.[a-z]+)$/, '@$1')];
  for (const name of names)
    for (const folder of UNIT_FOLDERS) {
      const path = `${folder}/${name}`;
      const node = tree.find(path);
      // Where it really is: links in /lib and aliases come to the same file.
      if (node?.kind === 'file') return tree.resolve(path);
    }
  return undefined;
}

function installSection(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let section = '';
  for (const raw of text.replaceAll('\\\n', ' ').split('\n')) {
    const line = raw.trim();
    section = /^\[(.+)\]$/.exec(line)?.[1] ?? section;
    const [, key = '', value = ''] = /^([A-Za-z]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (section === 'Install' && key !== '')
      found.set(key, [...(found.get(key) ?? []), ...value.split(/\s+/).filter((word) => word !== '')]);
  }
  return found;
}
