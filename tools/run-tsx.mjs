/**
 * Runs a TypeScript program of this project: `node tools/run-tsx.mjs tools/rig/main.ts up`.
 * It sets what must be set before Node starts, then becomes that program's parent: signals and the exit code pass through.
 */
import { spawn } from 'node:child_process';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node tools/run-tsx.mjs FILE.ts [ARGUMENT…]');
  process.exit(2);
}

const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', file, ...rest], {
  stdio: 'inherit',
  // A libvirt call keeps a libuv thread until it returns; the pool's size is read once, when Node starts.
  env: { UV_THREADPOOL_SIZE: '32', ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // A terminal sends Ctrl-C to the whole group, so there the child has it already; `kill` reaches only us.
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on('error', (error) => {
  console.error(`cannot start ${file}: ${error.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
