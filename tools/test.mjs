/** `npm test`: everything, from a bare clone. The last line is `N passed, N failed`. */
import { fileURLToPath } from 'node:url';
import { checkNode } from './install/check-node.mjs';
import { installPackages } from './install/install-packages.mjs';
import { runTypeScript } from './install/run-typescript.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const problem = checkNode();
try {
  if (problem !== undefined) throw new Error(problem);
  process.chdir(root);
  await installPackages({ root, say: console.log });
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
// Checks of the sources need the packages and the generated client, and no test.
if (process.argv.includes('--prepare-only')) process.exit(await runTypeScript('tools/test/prepare-only.ts', []));
process.exit(await runTypeScript('tools/test/main.ts', process.argv.slice(2)));
