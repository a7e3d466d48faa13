/**
 * `npm run up`: from a bare clone to a running Gridbox. This part runs before any package is there: it checks Node,
 * installs the packages and hands over to tools/up/main.ts.
 */
import { fileURLToPath } from 'node:url';
import { checkNode } from './install/check-node.mjs';
import { installPackages } from './install/install-packages.mjs';
import { runTypeScript } from './install/run-typescript.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const startedAt = Date.now();
const problem = checkNode();
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
process.chdir(root);
const MS_PER_SECOND = 1000;
const say = (line) => console.log(`${((Date.now() - startedAt) / MS_PER_SECOND).toFixed(1).padStart(6)} s  ${line}`);
try {
  await installPackages({ root, say });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.exit(
  await runTypeScript('tools/up/main.ts', process.argv.slice(2), { GRIDBOX_UP_STARTED_AT: String(startedAt) }),
);
