/**
 * `npm ci`, when what is installed is not what the lock file says. No install script is run, whatever npm's policy is:
 * the two packages that have one worth running are put right by our own code (PostgreSQL's links, see
 * tools/postgres/find-binaries.ts) or come ready built (koffi), and others would fetch things from elsewhere.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdLock } from './hold-lock.mjs';

const STAMP = 'node_modules/.gridbox-installed';
/** Somebody else's install of the same clone may be under way: an ordinary one is over within this time. */
const OTHER_INSTALL_SECONDS = 240;

/** @param {string} root @returns {boolean} */
function isInstalled(root) {
  const stamp = join(root, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root);
}

/** @param {string} root */
function fingerprint(root) {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, file)));
  return hash.update(`${process.platform} ${process.arch} ${process.versions.modules}`).digest('hex');
}

/**
 * @param {{ root: string, say: (line: string) => void }} options
 * @returns {Promise<void>} rejects with a sentence when npm fails
 */
export async function installPackages({ root, say }) {
  if (isInstalled(root)) return;
  const release = holdLock(join(root, '.data', 'install.lock'), { waitSeconds: OTHER_INSTALL_SECONDS });
  if (release === undefined) throw new Error(`another npm install of this clone is still under way`);
  try {
    if (isInstalled(root)) return;
    if (holdsWhatTheLockSays(root)) {
      // Installed by hand: the same packages, only our note is missing.
      writeFileSync(join(root, STAMP), fingerprint(root));
      return;
    }
    say('npm packages: installing (npm ci)');
    const startedAt = Date.now();
    await runNpm(root, say);
    const MS_PER_SECOND = 1000;
    writeFileSync(join(root, STAMP), fingerprint(root));
    say(`npm packages: installed in ${((Date.now() - startedAt) / MS_PER_SECOND).toFixed(1)} s`);
  } finally {
    release();
  }
}

/** npm keeps its own record of what lies in node_modules, in the form of the lock file. @param {string} root */
function holdsWhatTheLockSays(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional === true || installed[path]?.version === entry.version,
  );
}

/** @param {string} root @param {(line: string) => void} say */
async function runNpm(root, say) {
  const strict = await npm(root, say, ['ci']);
  if (strict.code === 0) return;
  if (!/\bEUSAGE\b/.test(strict.said)) throw new Error(`npm ci ended with ${strict.code}:\n${worst(strict.said)}`);
  // npm refuses a lock that names packages for other platforms and does not hold them; installing by it is still right.
  say('npm packages: the lock file is not complete (npm run lock mends it); installing what it holds');
  const lenient = await npm(root, say, ['install', '--no-save']);
  if (lenient.code !== 0) throw new Error(`npm install ended with ${lenient.code}:\n${worst(lenient.said)}`);
}

/** @param {string} said npm's errors, without the help it prints after some of them */
function worst(said) {
  return said
    .split('\n')
    .filter((line) => !/^npm warn|^npm error\s+-/.test(line))
    .slice(0, 20)
    .join('\n');
}

/** @param {string} root @param {(line: string) => void} say @param {readonly string[]} command */
async function npm(root, say, command) {
  // npm started us in the ordinary case, and says where it is; `npm` from the path is the other.
  const cli = process.env['npm_execpath'];
  const [program, first] = cli !== undefined && cli.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const args = [
    ...first,
    ...command,
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
  ];
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: '' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const EVERY_MS = 10_000;
  const MS_PER_SECOND = 1000;
  const startedAt = Date.now();
  const timer = setInterval(
    () => say(`npm packages: still installing, ${Math.round((Date.now() - startedAt) / MS_PER_SECOND)} s`),
    EVERY_MS,
  );
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(() => clearInterval(timer));
  return { code, said };
}
