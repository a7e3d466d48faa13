/** Runs a TypeScript program of this project and becomes its parent: signals and the exit code pass through. */
import { spawn } from 'node:child_process';

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {Record<string, string>} [environment]
 * @returns {Promise<number>} exit code
 */
export async function runTypeScript(file, args, environment = {}) {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', file, ...args], {
    // The channel tells the program when we are gone, also when we were killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    // A libvirt call keeps a libuv thread until it returns; the pool's size is read once, when Node starts.
    env: { UV_THREADPOOL_SIZE: '32', ...process.env, ...environment },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends Ctrl-C to the whole group, so there the child has it already; `kill` reaches only us.
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  watchNpm(child);
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Under `npm run` our parent is npm; when it is killed nobody could stop us from a terminal any more, so we stop. */
function watchNpm(child) {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const LOOK_EVERY_MS = 1000;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, LOOK_EVERY_MS);
  timer.unref();
}
