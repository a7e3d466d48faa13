/** What the npm scripts call: `node tools/run-tsx.mjs tools/rig/main.ts up`. */
import { runTypeScript } from './install/run-typescript.mjs';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node tools/run-tsx.mjs FILE.ts [ARGUMENT…]');
  process.exit(2);
}
process.exit(await runTypeScript(file, rest));
