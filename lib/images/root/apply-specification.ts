import type { ImageSpecification } from '@/lib/contracts/image-specification';
import { addUsers, ownerId } from './add-users';
import { enableServices } from './enable-services';
import { ImageProblem, type RootTree } from './root-tree';

/** What a kernel starts first in an initramfs, and where distributions keep it. */
const FIRST_PROGRAM = '/init';
const USUAL_FIRST_PROGRAMS = ['/sbin/init', '/usr/sbin/init'];

/**
 * The last layer: accounts, files, services.
 * @throws ImageProblem where they do not go with what the packages brought.
 */
export function applySpecification(
  tree: RootTree,
  specification: Pick<ImageSpecification, 'users' | 'files' | 'services' | 'output'>,
): void {
  addUsers(tree, specification.users);
  for (const { path, content = '', base64, mode, owner, group } of specification.files)
    tree.putFile(path, base64 === undefined ? Buffer.from(content, 'utf8') : Buffer.from(base64, 'base64'), {
      mode: Number.parseInt(mode, 8),
      uid: ownerId(tree, owner, 'user', path),
      gid: ownerId(tree, group, 'group', path),
    });
  enableServices(tree, specification.services);
  if (specification.output.kind === 'initramfs') requireFirstProgram(tree);
}

function requireFirstProgram(tree: RootTree): void {
  if (tree.find(FIRST_PROGRAM) !== undefined) return;
  const init = USUAL_FIRST_PROGRAMS.find((path) => tree.find(path) !== undefined);
  if (init === undefined)
    throw new ImageProblem(
      `Nothing would start in this initramfs: it has neither ${FIRST_PROGRAM} nor ${USUAL_FIRST_PROGRAMS[0] ?? ''}.`,
    );
  tree.putLink(FIRST_PROGRAM, init);
}
