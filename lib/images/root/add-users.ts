import type { ImageSpecification } from '@/lib/contracts/image-specification';
import { IMAGE_EPOCH_DAYS } from '@/lib/images/epoch';
import { ImageProblem, type RootTree } from './root-tree';

type User = ImageSpecification['users'][number];
type Owner = ImageSpecification['files'][number]['owner'];

const PASSWD = '/etc/passwd';
const GROUP = '/etc/group';
const SHADOW = '/etc/shadow';
const GSHADOW = '/etc/gshadow';
const ROOT_ONLY = 0o640;

/**
 * Adds accounts, each with a group of its own name and number, a home, and keys to sign in with. None has a password.
 * @throws ImageProblem for a name or number that the packages have used already, or a group that nobody has.
 */
export function addUsers(tree: RootTree, users: readonly User[]): void {
  if (tree.find(PASSWD) === undefined) tree.putFile(PASSWD, Buffer.from('root:x:0:0:root:/root:/bin/sh\n'));
  if (tree.find(GROUP) === undefined) tree.putFile(GROUP, Buffer.from('root:x:0:\n'));
  if (tree.find(SHADOW) === undefined)
    tree.putFile(SHADOW, Buffer.from(`root:*:${IMAGE_EPOCH_DAYS}:0:99999:7:::\n`), { mode: ROOT_ONLY });
  for (const user of users) addUser(tree, user);
}

function addUser(tree: RootTree, { name, uid, home = `/home/${name}`, shell, groups, sshKeys }: User): void {
  const refuse = (words: string): never => {
    throw new ImageProblem(`The user ${name} cannot be added: ${words}.`);
  };
  for (const [file, what] of [
    [PASSWD, 'user'],
    [GROUP, 'group'],
  ] as const) {
    for (const [other, , id] of rowsOf(tree, file)) {
      if (other === name) refuse(`there is a ${what} of that name already`);
      if (Number(id) === uid) refuse(`the ${what} ${other ?? ''} has the number ${uid}`);
    }
  }
  append(tree, PASSWD, `${name}:x:${uid}:${uid}::${home}:${shell}`);
  append(tree, GROUP, `${name}:x:${uid}:`);
  // An asterisk is no password's hash; an exclamation mark would keep keys out as well.
  append(tree, SHADOW, `${name}:*:${IMAGE_EPOCH_DAYS}:0:99999:7:::`);
  if (tree.find(GSHADOW) !== undefined) append(tree, GSHADOW, `${name}:!::`);
  for (const group of groups) join(tree, group, name, refuse);
  const own = { uid, gid: uid };
  if (tree.find(home) === undefined) tree.makeFolder(home, own);
  if (sshKeys.length === 0) return;
  tree.makeFolder(`${home}/.ssh`, { ...own, mode: 0o700 });
  tree.putFile(`${home}/.ssh/authorized_keys`, Buffer.from(`${sshKeys.join('\n')}\n`), { ...own, mode: 0o600 });
}

function join(tree: RootTree, group: string, name: string, refuse: (words: string) => never): void {
  for (const [file, members] of [
    [GROUP, 3],
    [GSHADOW, 3],
  ] as const) {
    const rows = rowsOf(tree, file);
    const row = rows.find(([other]) => other === group);
    if (row === undefined) {
      if (file === GROUP) refuse(`there is no group ${group}`);
      continue;
    }
    row[members] = [...(row[members] ?? '').split(',').filter((each) => each !== ''), name].join(',');
    tree.writeText(file, `${rows.map((each) => each.join(':')).join('\n')}\n`);
  }
}

const rowsOf = (tree: RootTree, file: string): string[][] =>
  (tree.readText(file) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'));

function append(tree: RootTree, file: string, line: string): void {
  const text = tree.readText(file) ?? '';
  tree.writeText(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`);
}

/** The number of an owner. @throws ImageProblem for a name that the image does not know. */
export function ownerId(tree: RootTree, owner: Owner, what: 'user' | 'group', path: string): number {
  if (typeof owner === 'number') return owner;
  if (owner === 'root') return 0;
  const row = rowsOf(tree, what === 'user' ? PASSWD : GROUP).find(([name]) => name === owner);
  if (row === undefined)
    throw new ImageProblem(`${path} belongs to the ${what} ${owner}, whom this image does not have.`);
  return Number(row[2]);
}
